import type { EventRecord } from './events.ts';
import type { Millis, ProjectId, ThreadId, TurnId } from './ids.ts';
import type { ForkPoint, Item, Queue, Request, Session, ThreadSettings, ThreadState, TurnSummary } from './state.ts';

/** What stands for a thread in lists. `describe` says its state from this alone. */
export interface ThreadSummary {
  readonly threadId: ThreadId;
  readonly projectId: ProjectId;
  readonly title: string;
  readonly settings: ThreadSettings;
  readonly forkedFrom?: ForkPoint;
  readonly session: Session;
  /** The live turn, else the last settled one. */
  readonly latestTurn?: TurnSummary;
  /** Number of open and answering requests. */
  readonly openRequests: number;
  /** The first open request, for the line that says what is asked. */
  readonly asks?: { readonly title: string; readonly detail: string; readonly openedAt: Millis };
  /** The running tool of the live turn, e.g. the command. */
  readonly doing?: string;
  /** The newest turns are rewound, or that is being asked of the agent (rule 42). `turns`: how many. */
  readonly rewind?: { readonly turns: number; readonly asked?: 'rewind' | 'undo'; readonly since?: Millis };
  /** Number of messages waiting. */
  readonly queued: number;
  readonly held?: { readonly reason: NonNullable<Queue['hold']>['reason']; readonly since: Millis };
  /** Work that outlives its turn and still runs (rule 12). */
  readonly tasks?: { readonly count: number; readonly title: string; readonly since: Millis };
  readonly createdAt: Millis;
  readonly lastActivityAt: Millis;
  readonly archivedAt?: Millis;
  readonly version: number;
  /** An event of it could not be read (rule 34). */
  readonly damaged?: true;
}

/** The answer of thread.get: the newest turns with their items, oldest first, and where to follow from. */
export interface ThreadSnapshot {
  readonly thread: ThreadSummary;
  /** The live state, for `evolve` in the browser (rule 30). */
  readonly state: ThreadState;
  readonly session: Session;
  readonly turns: readonly TurnRow[];
  readonly items: readonly Item[];
  readonly requests: readonly Request[];
  readonly queue: Queue;
  readonly version: number;
  /** `${logEpoch}.${sequence}` */
  readonly cursor: string;
  readonly olderCursor?: string;
}

/** A turn as rows and clients hold it. */
export type TurnRow = TurnSummary & { readonly threadId: ThreadId; readonly number: number };

/** An older page of turns with their items (thread.history). */
export interface HistoryPage {
  readonly turns: readonly TurnRow[];
  readonly items: readonly Item[];
  readonly requests: readonly Request[];
  readonly olderCursor?: string;
}

export type LiveMessage =
  | ({ readonly kind: 'event'; readonly sequence: number } & EventRecord)
  /** Not an event: no sequence, no version. `offset` in UTF-16 units. */
  | { readonly kind: 'text'; readonly threadId: ThreadId; readonly itemId: Item['itemId']; readonly offset: number; readonly text: string }
  | { readonly kind: 'summary'; readonly summary: ThreadSummary }
  | { readonly kind: 'removed'; readonly threadId: ThreadId }
  | { readonly kind: 'changed'; readonly what: 'projects' | 'providers' }
  /** Caught up. `at`: the server's time, so that ages are right on a machine whose clock is another. */
  | { readonly kind: 'ready'; readonly at: Millis }
  | { readonly kind: 'reset'; readonly reason: 'epoch' | 'too-old' | 'future' };

export type StatusTone = 'working' | 'needs-you' | 'done' | 'interrupted' | 'failed' | 'idle';

export type StatusWord =
  | 'stopping'
  | 'needs-you'
  | 'retrying'
  | 'unverified'
  | 'quiet'
  | 'working'
  | 'starting'
  | 'failed'
  | 'stopped'
  | 'held'
  | 'task'
  | 'rewinding'
  | 'rewound'
  | 'done'
  | 'new';

/** What is shown of a thread, everywhere (lifecycle.md, end of section 2). */
export interface Description {
  readonly word: StatusWord;
  readonly tone: StatusTone;
  /** For people, e.g. `Working`, `Stopped by you`, `Failed`. */
  readonly label: string;
  /** The rest of the sentence, e.g. the running command or the reason of a failure. */
  readonly reason?: string;
  /** Since when, for an age that counts up; absent: nothing counts. */
  readonly since?: Millis;
  /** How long it took, in ms, for what has ended. */
  readonly took?: number;
  /** What the user can do now, by procedure. */
  readonly actions: readonly ('interrupt' | 'force-stop' | 'respond' | 'reconcile' | 'resume-queue' | 'stop-task' | 'send')[];
}

export type { TurnId };
