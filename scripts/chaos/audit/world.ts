import type { EventRecord, Item, ThreadSnapshot, ThreadState } from '@plumbline/lifecycle';
import type { Sent } from '../load/ledger.ts';

/** Everything that is known at one moment of rest, from five sides. Plain data, so that a test can tamper with it. */
export interface World {
  /** The event log, in order of sequence. */
  readonly log: readonly (EventRecord & { readonly sequence: number })[];
  /** The newest sequence, as the server has it in memory. */
  readonly head: number;
  readonly threads: readonly AuditedThread[];
  readonly sent: readonly Sent[];
  /** Repeated commands that were answered differently. */
  readonly contradictions: readonly string[];
  /** Findings of `verify`, a line each. */
  readonly verified: readonly string[];
  readonly processes: readonly { readonly pid: number; readonly command: string }[];
}

export interface AuditedThread {
  readonly threadId: string;
  /** As the server answers. */
  readonly served: ThreadSnapshot;
  /** As a live client has it that followed all along. */
  readonly seen: { readonly state: ThreadState; readonly items: readonly Item[] } | undefined;
  /** By item: the longest text that a live client was ever shown. */
  readonly shown: ReadonlyMap<string, string>;
  /** `silent`: it could not be asked, which is itself a finding; it is never taken for an empty history. */
  readonly provider: ProviderTruth | 'silent';
}

/** What the provider itself says of the conversations of a thread. */
export interface ProviderTruth {
  readonly busy: boolean;
  /** The texts of the prompts that it has, oldest first. */
  readonly prompts: readonly string[];
}

/** One sentence; it names the thread, and the rule. */
export type Check = (world: World) => readonly string[];
