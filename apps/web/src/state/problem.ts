import { type ErrorCode, errorCodes } from '@plumbline/lifecycle';

/** `NETWORK`: the server did not answer; everything else is a code of the server. */
export type ProblemCode = ErrorCode | 'NETWORK';

/** A failure as the page shows it: the reason, what can be done, and which button does it. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
}

/** What `connect.ts` throws for every failed call. */
export class PortFault extends Error {
  readonly problem: Problem;
  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(problem.message, options);
    this.name = 'PortFault';
    this.problem = problem;
  }
}

export function toProblem(error: unknown): Problem {
  if (error instanceof PortFault) return error.problem;
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
}

/** What a button beside a problem does. `none`: there is nothing to press, the remedy says what to do elsewhere. */
export type Mend =
  | 'send-again'
  | 'edit'
  | 'force-stop'
  | 'stop'
  | 'unarchive'
  | 'try-again'
  | 'reload'
  | 'add-project'
  | 'change-path'
  | 'choose-model'
  | 'new-thread'
  | 'go-on-fresh'
  | 'none';

export const mendLabels: Record<Mend, string> = {
  'send-again': 'Send again',
  edit: 'Edit message',
  'force-stop': 'Force stop…',
  stop: 'Stop the turn',
  unarchive: 'Unarchive',
  'try-again': 'Try again',
  reload: 'Reload',
  'add-project': 'Add a project',
  'change-path': 'Change path…',
  'choose-model': 'Choose another model',
  'new-thread': 'New thread',
  'go-on-fresh': 'Continue without its memory',
  none: '',
};

/** The button that mends a problem, by its code. Whoever shows the problem gives the handlers that make sense there. */
const mends: Record<ProblemCode, readonly Mend[]> = {
  PROJECT_NOT_FOUND: ['add-project'],
  PROJECT_PATH_INVALID: ['edit'],
  PROJECT_DIRECTORY_MISSING: ['change-path', 'try-again', 'send-again'],
  THREAD_NOT_FOUND: ['new-thread'],
  THREAD_ARCHIVED: ['unarchive'],
  REQUEST_NOT_FOUND: ['reload'],
  REQUEST_CLOSED: ['none'],
  REQUEST_ANSWER_INVALID: ['none'],
  MESSAGE_NOT_FOUND: ['reload'],
  MESSAGE_IN_DELIVERY: ['stop'],
  MESSAGE_EMPTY: ['edit'],
  ATTACHMENT_TOO_LARGE: ['edit'],
  ATTACHMENT_UNSUPPORTED: ['edit'],
  ATTACHMENT_NOT_FOUND: ['edit'],
  TOO_MANY_ATTACHMENTS: ['edit'],
  TEXT_TOO_LARGE: ['edit'],
  QUEUE_FULL: ['edit'],
  TASK_NOT_FOUND: ['none'],
  BLOCKED_BY_RUNNING_TURN: ['stop', 'try-again'],
  BLOCKED_BY_STOP: ['force-stop', 'try-again'],
  SESSION_LOST: ['go-on-fresh', 'new-thread', 'change-path'],
  BLOCKED_BY_REWIND: ['try-again'],
  REWIND_IMPOSSIBLE: ['none'],
  REWIND_FINAL: ['none'],
  FORK_IMPOSSIBLE: ['go-on-fresh', 'new-thread'],
  COMMAND_CONFLICT: ['try-again'],
  MODEL_UNKNOWN: ['choose-model'],
  BLOB_NOT_FOUND: ['reload'],
  INPUT_INVALID: ['edit'],
  UNAUTHORIZED: ['none'],
  FORBIDDEN_ORIGIN: ['none'],
  RATE_LIMITED: ['try-again'],
  PROVIDER_MISSING: ['try-again', 'send-again'],
  PROVIDER_VERSION_UNSUPPORTED: ['try-again', 'send-again'],
  PROVIDER_UNAVAILABLE: ['try-again', 'send-again'],
  PROVIDER_REFUSED: ['edit', 'send-again'],
  PROVIDER_AUTH: ['send-again', 'choose-model'],
  PROVIDER_LIMIT: ['send-again', 'choose-model'],
  PROVIDER_TURN_FAILED: ['send-again', 'edit'],
  START_DEADLINE: ['send-again'],
  ACCEPT_DEADLINE: ['send-again', 'edit'],
  STOP_REFUSED: ['stop', 'force-stop'],
  STOP_DEADLINE: ['force-stop', 'send-again'],
  RUNAWAY: ['choose-model', 'send-again'],
  UNKNOWN_STOP_REASON: ['send-again'],
  STORAGE_UNAVAILABLE: ['try-again', 'send-again'],
  DATABASE_NEWER: ['none'],
  DATA_DIR_LOCKED: ['none'],
  STARTING_UP: ['try-again'],
  SHUTTING_DOWN: ['try-again'],
  INTERNAL: ['try-again', 'send-again'],
  NETWORK: ['try-again', 'send-again'],
};

export function mendsFor(code: ProblemCode): readonly Mend[] {
  return mends[code];
}

export function remedyFor(code: ProblemCode): string {
  if (code === 'NETWORK') return 'Check that Plumbline still runs; your text is kept.';
  // Remedies name procedures for programs; people get the buttons.
  return errorCodes[code].remedy.replace(/ \(thread\.[a-z.]+( with [a-z]+)?\)/g, '');
}
