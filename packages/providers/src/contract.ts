import type {
  ChangedFile,
  Decision,
  ErrorCode,
  Failure,
  ItemContent,
  MessageId,
  Millis,
  Question,
  RequestAnswer,
  RequestKind,
  Standing,
  StepFinish,
  ThreadSettings,
  ToolContent,
  Usage,
  Verdict,
} from '@plumbline/lifecycle';

/**
 * The provider contract. A provider is thin: it translates. It holds no rule of the lifecycle, knows no thread and no turn;
 * it speaks of sessions, prompts (by our message id) and parts, in the provider's own ids. The runtime translates these to
 * threads, turns and items, stamps the epoch, and applies the rules.
 */
export interface Provider {
  readonly id: string;
  readonly name: string;
  readonly capabilities: Capabilities;

  /**
   * Everything that happens, in order, for all sessions of this provider. One listener: the runtime. Never throws. After a gap of its
   * stream it tells from its history first, and in its order, what was missed of the prompts at hand: that they were taken, what was
   * said, and the ends that are no success. Nothing live comes before that (rule 16): a prompt that was steered and came after an
   * abort works on its own, and its success must not be taken for that of the turn which was stopped.
   */
  listen(listener: (signal: ProviderSignal) => void): void;

  /**
   * What provider.list shows. Starts no process: models are those of the running server, else the last known and the
   * practice model.
   */
  describe(): Promise<ProviderDescription>;

  /**
   * At start-up, before any bind: connects to a living server that an older run of ours had started (rule 35). Resolves
   * to the incarnation it is attached to, or null. Deadline: 3 s.
   */
  attach(deadline: AbortSignal): Promise<string | null>;

  /**
   * Starts the server if need be, warms the directory up, and makes or resumes the session (rules 21 to 23).
   * Throws ProviderFault; `SESSION_LOST` when `resume` or `fork` names a session that the provider no longer has (rule 22). A fork that
   * fails leaves no session.
   */
  bind(request: BindRequest, deadline: AbortSignal): Promise<Binding>;

  /**
   * After `attach`: takes the session up again under its recorded binding, filling in what was missed (rule 16).
   * `livePrompts`: those of the live turn, its own first; empty: none lives. `tasks`: the refs of the tasks that were told and had
   * not ended (rule 12): those that still run are told again, of the others the end.
   */
  reattach(binding: Binding, livePrompts: readonly MessageId[], tasks: readonly string[], deadline: AbortSignal): Promise<void>;

  /**
   * Hands a prompt over, once. Resolving is no acceptance: that is the signal `prompt-accepted`. A ProviderFault says with
   * `seen` whether the provider may have it.
   */
  prompt(binding: Binding, prompt: Prompt, deadline: AbortSignal): Promise<void>;

  /**
   * Hands a prompt over to the session while it works, once (rule 26; capability `steer`). From then on the work for it and for the
   * prompts before it is one turn's: their newest step of all is how it stands. Acceptance and faults as for `prompt`.
   */
  steer(binding: Binding, prompt: Prompt, deadline: AbortSignal): Promise<void>;

  /**
   * Commands that a message may begin with (`/name`) in this directory; starts the server if need be. A prompt that begins with one
   * of them is run as that command, and settled like any. Empty: it has none. Throws ProviderFault.
   */
  commands(directory: string, deadline: AbortSignal): Promise<readonly ProviderCommand[]>;

  /** Asks the provider to stop what the session does. The answer confirms nothing (rule 9). */
  abort(binding: Binding, deadline: AbortSignal): Promise<void>;

  /** Answers a request. Resolving is no confirmation: that is `request-resolved`. `REQUEST_CLOSED` when it is not known. */
  answer(binding: Binding, requestRef: string, answer: RequestAnswer, deadline: AbortSignal): Promise<void>;

  /**
   * Asks what is true now of the turn of these prompts (rule 6): `present` if the provider has all of them, and the newest step of
   * all. Empty: of the session only. Never throws: what cannot be told is `unknown`.
   */
  observe(binding: Binding, prompts: readonly MessageId[], deadline: AbortSignal): Promise<Verdict>;

  /** Takes a prompt that was never answered out of the session's history, so that the model does not get it later (M2). */
  takeBack(binding: Binding, prompt: MessageId, deadline: AbortSignal): Promise<boolean>;

  /**
   * Takes the session back to before the first of these prompts that it has (rule 42; capability `rewind`): files and conversation together,
   * or, with a ProviderFault, neither. Resolves when it stands; where it stood already, at once: an answer that was lost is asked for again.
   * `REWIND_IMPOSSIBLE`: files or words cannot be had back; `BLOCKED_BY_RUNNING_TURN`: it is at work. The next prompt makes it final.
   */
  rewind(binding: Binding, before: readonly MessageId[], deadline: AbortSignal): Promise<void>;

  /**
   * Brings back all that is rewound, files as they were when it was. Asked again, it stands already. `rewound`: prompts that were rewound,
   * oldest first. `REWIND_FINAL`: the provider has dropped them.
   */
  undoRewind(binding: Binding, rewound: readonly MessageId[], deadline: AbortSignal): Promise<void>;

  /**
   * Stops work that outlived its turn, by the ref of its `task-started` (rule 12). `force` kills it. Resolving is no end: that is
   * `task-ended`. Throws ProviderFault; `TASK_NOT_FOUND`: it has ended.
   */
  stopTask(binding: Binding, taskRef: string, force: boolean, deadline: AbortSignal): Promise<void>;

  /** Kills what the session's commands run as (rules 9 and 12), leaving the server alive where others use it. */
  killCommands(binding: Binding): Promise<void>;

  /** Kills the server process, whatever else it serves (force stop, escalation). Signals `exited` for each session. */
  kill(): Promise<void>;

  /** Forgets the session here; the provider keeps it for a later resume. */
  release(binding: Binding): Promise<void>;

  /** Clean stop: abort what is busy, wait, end the process and all it left (deadline: 8 s in all). */
  stop(deadline: AbortSignal): Promise<void>;
}

export interface Capabilities {
  readonly steer: boolean;
  readonly fork: boolean;
  /** Files and conversation can be taken back together to before a prompt, and forth again. */
  readonly rewind: boolean;
  readonly resume: boolean;
  /** Its server survives our end and can be taken up again (rule 35). */
  readonly reattach: boolean;
  readonly agents: boolean;
  /** Several threads share one process: a kill ends them all (rule 9). */
  readonly sharedProcess: boolean;
}

export interface ProviderDescription {
  readonly id: string;
  readonly name: string;
  readonly status: 'missing' | 'unsupported' | 'stopped' | 'starting' | 'running' | 'failed';
  readonly version?: string;
  /** Where its program comes from, for the page. */
  readonly source?: 'environment' | 'path' | 'package';
  readonly models: readonly Model[];
  readonly agents: readonly { readonly id: string; readonly name: string; readonly description?: string }[];
  /** Levels of what the agent may do unasked, if the provider can hold to one for each turn; else empty. */
  readonly access: readonly AccessLevel[];
  readonly capabilities: Capabilities;
  readonly problem?: Failure;
  /** What mends the problem outside of this program: in words, and as a command for a terminal. */
  readonly mend?: { readonly how: string; readonly command: string };
}

/** A setting of a thread; a thread without one has the user's own configuration. */
export interface AccessLevel {
  readonly id: string;
  readonly name: string;
  /** One sentence for people. */
  readonly description: string;
}

export interface ProviderCommand {
  readonly name: string;
  readonly description?: string;
}

export interface Model {
  /** `provider/model` */
  readonly id: string;
  readonly name: string;
  /** Prompts leave this machine. */
  readonly hosted: boolean;
  /** Who gets them, e.g. `Anthropic`. */
  readonly host: string;
}

export interface BindRequest {
  /** Absolute, real path of the project's directory. */
  readonly directory: string;
  readonly title: string;
  readonly settings: ThreadSettings;
  /** The recorded session to go on with. */
  readonly resume?: SessionRef;
  /** Instead of `resume` (capability `fork`): a new session that begins as a copy of another one. The other is left as it is. */
  readonly fork?: ForkRequest;
  /**
   * With `resume`: the prompts whose work an earlier life of the provider did not see to its end. What it had finished is
   * told again as `item-closed` (rule 14); nothing else is.
   */
  readonly fillIn?: readonly MessageId[];
}

/** Where the copy of a session ends. */
export interface ForkRequest {
  readonly from: SessionRef;
  /** Prompts of that session that shall not be in the copy, nor what came after, oldest first. Some may never have come to it. */
  readonly before: readonly MessageId[];
  /** Whether all is to be copied if the session has none of these; false: then it cannot be told where the copy ends (FORK_IMPOSSIBLE). */
  readonly open: boolean;
}

/** The provider's session as the log keeps it, beside the events; never shown. */
export interface SessionRef {
  readonly session: string;
  readonly directory: string;
}

/**
 * A session bound to one life of a provider process. `incarnation` tells one life from the next, also after a restart of ours.
 * `resumed`: it goes on with the conversation that was asked for, its own or a copy.
 */
export interface Binding {
  readonly ref: SessionRef;
  readonly incarnation: string;
  readonly resumed: boolean;
}

export interface Prompt {
  readonly messageId: MessageId;
  readonly text: string;
  readonly settings: ThreadSettings;
  /** What goes with the text, in this order. */
  readonly files?: readonly PromptFile[];
}

/** A file that the model is to get with a prompt. */
export interface PromptFile {
  /** Its path in the project as the text mentions it, or the name that it was attached with. */
  readonly name: string;
  readonly mime: PromptMime;
  readonly data: Uint8Array;
}

/** Texts of any kind are `text/plain`. */
export type PromptMime = 'text/plain' | 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

/** Which session of which life a signal is from. */
export interface SignalSource {
  readonly session: string;
  readonly incarnation: string;
}

/** `prompt`: our message id whose work it is, resolved by the adapter through parents and children; null: none of ours. */
export type ProviderSignal =
  | ({ readonly kind: 'prompt-accepted'; readonly prompt: MessageId } & SignalSource)
  | ({ readonly kind: 'prompt-refused'; readonly prompt: MessageId; readonly failure: Failure } & SignalSource)
  | ({ readonly kind: 'turn-completed'; readonly prompt: MessageId } & SignalSource)
  | ({ readonly kind: 'turn-failed'; readonly prompt: MessageId; readonly failure: Failure } & SignalSource)
  | ({ readonly kind: 'turn-aborted'; readonly prompt: MessageId | null } & SignalSource)
  | ({ readonly kind: 'turn-ended-unknown'; readonly prompt: MessageId; readonly reason: string } & SignalSource)
  | ({
      readonly kind: 'error-reported';
      readonly prompt: MessageId | null;
      readonly failure: Failure;
      readonly ends: boolean;
    } & SignalSource)
  | ({ readonly kind: 'idle'; readonly prompt: MessageId | null; readonly standing: Standing } & SignalSource)
  | ({
      readonly kind: 'retrying';
      readonly prompt: MessageId | null;
      readonly attempt: number;
      readonly reason: string;
      readonly nextAt: Millis;
    } & SignalSource)
  | ({ readonly kind: 'step-started'; readonly prompt: MessageId | null } & SignalSource)
  | ({ readonly kind: 'step-ended'; readonly prompt: MessageId | null; readonly finish: StepFinish; readonly usage?: Usage } & SignalSource)
  /** All that the work for this prompt has changed in files so far; the last one stands, also after the end. */
  | ({ readonly kind: 'files-changed'; readonly prompt: MessageId; readonly files: readonly ChangedFile[] } & SignalSource)
  /** `parent`: the part of the call whose sub-agent did it. */
  | ({
      readonly kind: 'item-started';
      readonly prompt: MessageId | null;
      readonly part: string;
      readonly parent?: string;
      readonly content: ItemContent;
    } & SignalSource)
  /** Text to append to the part; `offset` counts UTF-16 units from the part's beginning as this adapter has told it. */
  | ({
      readonly kind: 'item-text';
      readonly prompt: MessageId | null;
      readonly part: string;
      readonly offset: number;
      readonly text: string;
    } & SignalSource)
  | ({
      readonly kind: 'item-updated';
      readonly prompt: MessageId | null;
      readonly part: string;
      readonly parent?: string;
      readonly tool: ToolSignal;
    } & SignalSource)
  | ({ readonly kind: 'item-gap'; readonly prompt: MessageId | null; readonly part: string } & SignalSource)
  | ({
      readonly kind: 'item-closed';
      readonly prompt: MessageId | null;
      readonly part: string;
      readonly parent?: string;
      readonly content: Exclude<ItemContent, ToolContent> | ToolSignal;
    } & SignalSource)
  | ({ readonly kind: 'item-discarded'; readonly prompt: MessageId | null; readonly part: string } & SignalSource)
  | ({ readonly kind: 'request-opened'; readonly prompt: MessageId | null; readonly request: ProviderRequest } & SignalSource)
  | ({ readonly kind: 'request-resolved'; readonly requestRef: string } & SignalSource)
  | ({ readonly kind: 'title'; readonly title: string } & SignalSource)
  /**
   * Work goes on though its turn has ended (rule 12). `ref` names it in this binding and, where it can, after a restart of ours;
   * told again, it is the same task.
   */
  | ({ readonly kind: 'task-started'; readonly ref: string; readonly title: string; readonly pid?: number } & SignalSource)
  /** `lost`: nobody can tell any more whether it runs. */
  | ({ readonly kind: 'task-ended'; readonly ref: string; readonly lost: boolean } & SignalSource)
  /** Any sign of life that is none of the above, e.g. a child session at work: resets the silence timer. */
  | ({ readonly kind: 'alive' } & SignalSource)
  /** The stream was away and is back, and what was missed of this session has been told: observe now (rules 15, 16). */
  | ({ readonly kind: 'reconnected' } & SignalSource)
  /** The stream is away (rule 15: never silent). */
  | ({ readonly kind: 'disconnected' } & SignalSource)
  | ({ readonly kind: 'exited'; readonly failure?: Failure } & SignalSource)
  /** Status, version or models changed: provider.list has news. */
  | { readonly kind: 'described' }
  /** An event kind that the adapter does not know: counted and kept (rule 5). */
  | { readonly kind: 'unknown-event'; readonly type: string; readonly sample: string };

/** A tool with its whole output; the runtime cuts the preview and stores the rest as a blob. */
export type ToolSignal = Omit<ToolContent, 'output'> & { readonly output: string };

export interface ProviderRequest {
  readonly ref: string;
  readonly kind: RequestKind;
  readonly title: string;
  readonly detail: string;
  readonly patterns?: readonly string[];
  readonly questions?: readonly Question[];
  readonly choices: readonly Decision[];
}

/** Why a call to a provider failed. */
export class ProviderFault extends Error {
  readonly failure: Failure;
  /** For prompts: whether the provider may have got it. */
  readonly seen: 'no' | 'perhaps';

  constructor(code: ErrorCode, message: string, options: { seen?: 'no' | 'perhaps'; retryable?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'ProviderFault';
    this.failure = { code, message, retryable: options.retryable ?? false };
    this.seen = options.seen ?? 'no';
  }
}

/**
 * What a provider needs of the runtime's supervisor to run its processes. The implementation records each process, marks
 * its environment, and finds again what an older run left.
 */
export interface ProcessHost {
  /** The living process of this name that an older run started (verified by pid, start time and boot), or null. */
  adopt(name: string): Promise<HostedProcess | null>;
  /** Starts it: own process group, output to a log file, detached, random password made by the host. Throws ProviderFault. */
  start(spec: ProcessSpec): Promise<HostedProcess>;
  /** An unused port of loopback. */
  freePort(): Promise<number>;
}

export interface ProcessSpec {
  /** e.g. `opencode`; at most one living process a name. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the user's environment, from which PLUMBLINE_* is taken out. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly port: number;
  /** Kept in the record (0600) so that a later run can speak to it. */
  readonly password: string;
  /** Kept in the record too: anything the provider needs to take the process up again. */
  readonly note?: Readonly<Record<string, string>>;
  /** Resolves when this text stands in its output; default 30 s. */
  readonly ready: { readonly text: string; readonly timeoutMs: number };
}

export interface HostedProcess {
  readonly name: string;
  readonly pid: number;
  /** `${boot}:${pid}:${startTime}`: no two lives share it. */
  readonly incarnation: string;
  readonly port: number;
  readonly password: string;
  readonly note: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly adopted: boolean;
  isAlive(): boolean;
  /** Resolves when it has ended, also for an adopted one (which is watched by polling). */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** Kills what the process's commands left running, optionally only those working in `directory`; it lives on. */
  killChildren(match?: { readonly directory?: string }): Promise<number>;
  readonly survivors: Survivors;
  /** SIGTERM to the group, SIGKILL after `graceMs`, then all that carries its marker. Resolves when nothing of it runs. */
  end(graceMs: number): Promise<void>;
}

/** What the commands of a process left running (rule 12). */
export interface Survivors {
  /** Those that work in `directory`: of each tree the topmost process only, oldest pid first. */
  list(directory: string): Promise<readonly Survivor[]>;
  isRunning(survivor: SurvivorId): Promise<boolean>;
  /**
   * SIGTERM to its tree; `force`: SIGKILL, until nothing of the tree is left (3 s at most). False, and nothing is signalled: it has
   * ended, or this life of the pid was not left by this process.
   */
  end(survivor: SurvivorId, force: boolean): Promise<boolean>;
}

/** Together they name one life: the pid alone may be another process's by now. */
export interface SurvivorId {
  readonly pid: number;
  /** Opaque. */
  readonly startTime: string;
}

export interface Survivor extends SurvivorId {
  /** Its command line in one line, at most 200 UTF-16 units. */
  readonly command: string;
}
