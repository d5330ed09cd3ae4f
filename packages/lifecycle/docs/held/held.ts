/** How one rule of the law is held: for docs/rules.md. */
export interface HeldRule {
  /** Its number in docs/lifecycle.md. */
  readonly rule: number;
  /** The rule in a line. */
  readonly says: string;
  /** Where it is built. Paths are from the root of the repository, here and in `tests`. */
  readonly code: readonly string[];
  /** Each a file, and the titles in it that would fail without the rule. Of a title with a blank that is filled in: what comes before the blank. */
  readonly tests: readonly (readonly [file: string, title: string, ...more: string[]])[];
  /** The worst that it was put through. */
  readonly hardest: string;
}

/** Folders that many rows name. */
export const rules = 'packages/lifecycle/src';
export const explore = 'packages/lifecycle/explore';
export const runtime = 'packages/runtime/src';
export const openCode = 'packages/providers/src/opencode';
export const store = 'packages/store/src';
export const client = 'packages/client/src';
export const scenarios = 'packages/conformance/src/scenarios';
