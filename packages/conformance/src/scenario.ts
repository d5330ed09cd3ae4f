import type { Stage } from './stage/stage.ts';
import type { Thread } from './stage/thread.ts';
import type { Ability } from './subject.ts';

/** What is tried: one row of docs/conformance.md. What holds of every thread is looked at after each of them (claims.ts). */
export type Scenario = Played | Struck;

interface Named {
  /** The chapter that it stands in. */
  readonly group: string;
  /** `given …, when …, then …`: unique in its group. */
  readonly name: string;
  readonly needs?: readonly Ability[];
}

/** Plays on a new thread by itself. */
export interface Played extends Named {
  /** The thread is in a project of its own, whose directory the scenario may remove. */
  readonly ownProject?: true;
  readonly play: (thread: Thread, stage: Stage) => Promise<void>;
}

/** Processes that are killed with SIGKILL. Plumbline is started again afterwards. */
export type Strike = 'agent' | 'plumbline' | 'both';

/** One of many threads that are hit by the same kill, each in a moment of its own. */
export interface Struck extends Named {
  readonly strike: Strike;
  /** Those with a higher number get ready after those with a lower one; equal ones at the same time. */
  readonly order: number;
  readonly given: (thread: Thread, stage: Stage) => Promise<void>;
  readonly after: (thread: Thread, stage: Stage) => Promise<void>;
}

/** How a scenario is named in reports. */
export const titleOf = ({ group, name }: Scenario): string => `${group}: ${name}`;
