/**
 * Every way in which Plumbline refuses or fails, once. `packages/api` maps a code to tRPC and HTTP; the page and the
 * clients match on the code, never on the text. `remedy` says what the user can do.
 */
export const errorCodes = {
  // Refusals of commands
  PROJECT_NOT_FOUND: { http: 404, remedy: 'Choose a project that is in the list.' },
  PROJECT_PATH_INVALID: { http: 400, remedy: 'Give an absolute path to a directory that exists and that you may read.' },
  PROJECT_DIRECTORY_MISSING: { http: 409, remedy: 'Put the directory back, or change the path of the project.' },
  THREAD_NOT_FOUND: { http: 404, remedy: 'The thread was removed; open another one.' },
  THREAD_ARCHIVED: { http: 409, remedy: 'Unarchive the thread first (thread.unarchive).' },
  REQUEST_NOT_FOUND: { http: 404, remedy: 'Reload the thread: the request is not on it.' },
  REQUEST_CLOSED: { http: 409, remedy: 'Nothing to do: it was answered, or its turn has ended.' },
  REQUEST_ANSWER_INVALID: { http: 400, remedy: 'Answer a permission with a decision, a question with one list of answers a question.' },
  MESSAGE_NOT_FOUND: { http: 404, remedy: 'Reload the thread: the message was sent or removed.' },
  MESSAGE_IN_DELIVERY: { http: 409, remedy: 'The message is on its way; stop its turn instead (thread.turn.interrupt).' },
  MESSAGE_EMPTY: { http: 400, remedy: 'Write something to send.' },
  TEXT_TOO_LARGE: { http: 413, remedy: 'Send at most 1 MB of text; put the rest into a file of the project.' },
  ATTACHMENT_TOO_LARGE: {
    http: 413,
    remedy: 'Attach images of at most 10 MB and texts of at most 1 MB, 20 MB in all; put larger files into the project and mention them.',
  },
  ATTACHMENT_UNSUPPORTED: { http: 415, remedy: 'Attach PNG, JPEG, GIF or WebP images, or text files.' },
  ATTACHMENT_NOT_FOUND: { http: 404, remedy: 'Attach the file again: what is not sent is kept for a day.' },
  TOO_MANY_ATTACHMENTS: { http: 400, remedy: 'Attach at most 10 files to a message.' },
  QUEUE_FULL: { http: 409, remedy: 'Remove queued messages first (thread.queue.remove).' },
  TASK_NOT_FOUND: { http: 404, remedy: 'Nothing to do: the task has ended.' },
  BLOCKED_BY_RUNNING_TURN: { http: 409, remedy: 'Stop the turn first (thread.turn.interrupt).' },
  BLOCKED_BY_STOP: { http: 409, remedy: 'Wait for the stop under way to end, or force it (thread.session.stop with force).' },
  SESSION_LOST: {
    http: 409,
    remedy:
      'Continue without its memory (thread.session.start with fresh), or start a new thread; if the project was moved, change its path back.',
  },
  FORK_IMPOSSIBLE: {
    http: 409,
    remedy: 'Fork after another turn, or begin a new thread; this one can go on without its memory (thread.session.start with fresh).',
  },
  BLOCKED_BY_REWIND: {
    http: 409,
    remedy: 'Wait for the rewind under way; if the agent is away, start its session (thread.session.start).',
  },
  REWIND_IMPOSSIBLE: {
    http: 409,
    remedy: 'Nothing was changed. Fork before this message instead (thread.fork), or put the files back by hand.',
  },
  REWIND_FINAL: { http: 409, remedy: 'Nothing to do: what was rewound is still shown, and cannot be brought back into the conversation.' },
  COMMAND_CONFLICT: { http: 409, remedy: 'Use a new command id for a new command.' },
  MODEL_UNKNOWN: { http: 400, remedy: 'Choose a model that provider.list names.' },
  BLOB_NOT_FOUND: { http: 404, remedy: 'Reload the thread: this output is not kept any more.' },
  INPUT_INVALID: { http: 400, remedy: 'Correct the input as the message says.' },
  // Access
  UNAUTHORIZED: { http: 401, remedy: 'Open the link that `npm start` printed, or print a new one with `npm run link`.' },
  FORBIDDEN_ORIGIN: { http: 403, remedy: 'Use the page under the address that `npm start` printed.' },
  RATE_LIMITED: { http: 429, remedy: 'Wait a minute and try again.' },
  // Providers
  PROVIDER_MISSING: { http: 409, remedy: 'Install the agent, or name its program (PLUMBLINE_OPENCODE_BIN).' },
  PROVIDER_VERSION_UNSUPPORTED: { http: 409, remedy: 'Install a version in the tested range.' },
  PROVIDER_UNAVAILABLE: { http: 503, remedy: 'Try again; the log of the agent in the data directory says more.' },
  PROVIDER_REFUSED: { http: 502, remedy: 'Read the reason, change the message or the model, and send again.' },
  PROVIDER_AUTH: { http: 502, remedy: 'Sign in to the model provider with the agent itself, then send again.' },
  PROVIDER_LIMIT: { http: 502, remedy: 'The model provider limits you; wait, or choose another model.' },
  PROVIDER_TURN_FAILED: { http: 502, remedy: 'Read the reason and send again.' },
  START_DEADLINE: { http: 504, remedy: 'The agent did not start in time; send again.' },
  ACCEPT_DEADLINE: { http: 504, remedy: 'The agent did not take the message in time; look at the thread, then send again.' },
  STOP_REFUSED: { http: 502, remedy: 'Stop again, or force the stop (thread.session.stop with force).' },
  STOP_DEADLINE: { http: 504, remedy: 'The agent did not stop in time; force the stop (thread.session.stop with force).' },
  RUNAWAY: { http: 502, remedy: 'The model ended its answers without a reason again and again; choose another model.' },
  UNKNOWN_STOP_REASON: { http: 502, remedy: 'Read what the agent did, and send again.' },
  // Storage and the server itself
  STORAGE_UNAVAILABLE: { http: 503, remedy: 'Free disk space or unlock the database; commands work again when writes do.' },
  DATABASE_NEWER: { http: 500, remedy: 'Start the newer Plumbline that made this database, or another data directory.' },
  DATA_DIR_LOCKED: { http: 500, remedy: 'Stop the other server, or use another data directory (--data-dir).' },
  STARTING_UP: { http: 503, remedy: 'Try again in a second.' },
  SHUTTING_DOWN: { http: 503, remedy: 'Start Plumbline again.' },
  INTERNAL: { http: 500, remedy: 'Try again; if it stays, report it with the server log.' },
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** Why a turn, a start or a stop failed: typed for programs, readable for people. */
export interface Failure {
  readonly code: ErrorCode;
  /** One sentence for people; may hold the provider's own words, at most 2 kB. */
  readonly message: string;
  /** Whether sending the same again may work. */
  readonly retryable: boolean;
}
