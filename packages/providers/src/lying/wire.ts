import type { Decision, Failure, MessageId, Question, RequestKind, StepFinish } from '@plumbline/lifecycle';

/** What the child says over its socket: the child's own protocol, known to the adapter and to the child only. */

/** Stands in the child's output when it listens. */
export const readyText = 'lying provider listening on';
/** The variable of the child's environment that holds the token. */
export const tokenVariable = 'LYING_TOKEN';

/** How a step stands in the child's history. `open` in a session at rest: the child died in it. */
export type StepState =
  | { readonly is: 'open' }
  | { readonly is: 'ended'; readonly finish: Exclude<StepFinish, 'error'> }
  | { readonly is: 'failed'; readonly failure: Failure }
  | { readonly is: 'aborted' };

export interface WireTool {
  readonly name: string;
  readonly title: string;
  readonly state: 'running' | 'ok' | 'failed' | 'denied' | 'cancelled';
  /** Of its command. */
  readonly exitCode?: number;
}

/** A piece of the history. `text` is what was said so far; of a tool, its output. */
export interface WirePart {
  readonly part: string;
  readonly prompt: MessageId;
  /** The part of the call whose child made it. */
  readonly parent?: string;
  readonly is: 'assistant' | 'reasoning' | 'tool';
  readonly text: string;
  readonly closed: boolean;
  readonly tool?: WireTool;
}

export interface WireRequest {
  readonly ref: string;
  readonly prompt: MessageId;
  readonly is: RequestKind;
  readonly title: string;
  readonly detail: string;
  readonly questions?: readonly Question[];
  readonly choices: readonly Decision[];
}

export interface WireTask {
  readonly ref: string;
  readonly title: string;
}

/** The answer to "how is this session?". */
export interface WireSession {
  readonly id: string;
  readonly directory: string;
  readonly title: string;
  /** The last event that this answer already holds. */
  readonly seq: number;
  readonly busy: boolean;
  readonly prompts: readonly MessageId[];
  /** It and what came after it are rewound, until the next prompt drops them. */
  readonly rewoundTo?: MessageId;
  /** Oldest first. */
  readonly steps: readonly { readonly prompt: MessageId; readonly state: StepState }[];
  readonly parts: readonly WirePart[];
  readonly requests: readonly WireRequest[];
  readonly tasks: readonly WireTask[];
}

export type WireEventBody =
  | { readonly type: 'accepted'; readonly prompt: MessageId }
  | { readonly type: 'refused'; readonly prompt: MessageId; readonly failure: Failure }
  | { readonly type: 'step'; readonly prompt: MessageId }
  | { readonly type: 'step-ended'; readonly prompt: MessageId; readonly finish: StepFinish }
  | { readonly type: 'retry'; readonly prompt: MessageId; readonly attempt: number; readonly reason: string; readonly nextAt: number }
  | { readonly type: 'part'; readonly part: WirePart }
  | { readonly type: 'delta'; readonly prompt: MessageId; readonly part: string; readonly offset: number; readonly text: string }
  | { readonly type: 'part-ended'; readonly part: WirePart }
  | { readonly type: 'asked'; readonly request: WireRequest }
  | { readonly type: 'answered'; readonly ref: string }
  | { readonly type: 'ended'; readonly prompt: MessageId; readonly state: Exclude<StepState, { readonly is: 'open' }> }
  | { readonly type: 'error'; readonly prompt: MessageId; readonly failure: Failure }
  | { readonly type: 'idle'; readonly prompt: MessageId; readonly state: StepState }
  | { readonly type: 'title'; readonly title: string }
  | { readonly type: 'task'; readonly task: WireTask }
  | { readonly type: 'task-ended'; readonly ref: string; readonly lost: boolean }
  | { readonly type: 'child-at-work' };

/** One line of the stream. `life`: of the child that it is said to be from; `seq` grows by one in a life. */
export type WireEvent = { readonly seq: number; readonly life: string; readonly session: string } & WireEventBody;

/** The first line of each stream: what was told before has been missed. */
export interface WireHello {
  readonly type: 'hello';
  readonly life: string;
  readonly seq: number;
}

/** What the child really did, whatever it says: for auditors, over the control surface. */
export interface Truth {
  readonly life: string;
  readonly sessions: readonly SessionTruth[];
}

export interface SessionTruth {
  readonly id: string;
  readonly directory: string;
  readonly title: string;
  /** A turn is at work at this moment. */
  readonly running: boolean;
  readonly aborts: number;
  readonly prompts: readonly {
    readonly id: MessageId;
    readonly text: string;
    /** How often it was handed over. */
    readonly count: number;
    readonly state: 'running' | 'done' | 'failed' | 'aborted' | 'cut off' | 'not begun';
  }[];
  /** Texts that it has said to their ends, those of children left out. */
  readonly said: readonly string[];
  readonly tasks: readonly WireTask[];
}
