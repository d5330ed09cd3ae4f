import type { Stage } from './stage/stage.ts';
import type { Thread } from './stage/thread.ts';
import type { Ability } from './subject.ts';

/** What is tried: one row of docs/conformance.md. */
export interface Scenario {
  /** The chapter that it stands in. */
  readonly group: string;
  /** `given …, when …, then …`: unique in its group. */
  readonly name: string;
  readonly needs?: readonly Ability[];
  /** Plays it on a new thread, and holds the thread to what is special about it. What always holds is looked at afterwards. */
  readonly run: (thread: Thread, stage: Stage) => Promise<void>;
}

/** How a scenario is named in reports. */
export const titleOf = ({ group, name }: Scenario): string => `${group}: ${name}`;
