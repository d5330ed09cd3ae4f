import type { ErrorCode } from './errors.ts';
import type { SignalKind, Standing } from './signals.ts';
import type { ReturnReason, TurnCause, TurnOutcome } from './state.ts';

/**
 * The settlement tables of docs/lifecycle.md, section 3, as data: the only place where outcomes are decided. `ingest`,
 * `reconcile` and `decide` look a fact up here and do what the row says. A kind of signal without a row does not compile.
 */
export type Fact =
  | Exclude<SignalKind, 'error-reported' | 'idle' | 'exited' | 'prompt-lost'>
  | 'error-reported:ends'
  | 'error-reported:other'
  | 'idle:named' // names the turn and says how its newest step stands
  | 'idle:unnamed'
  | 'exited:plain'
  | 'exited:failed' // carries a failure
  | `prompt-lost:${ReturnReason}`
  | 'start-cancelled' // stopped before anything was handed over (rule 11)
  | 'observed:idle'
  | 'observed:busy'
  | 'observed:gone'
  | 'observed:unknown';

/** `told`: the cause is what the signal or the observation names (exit, restart, reconcile). */
type Cause = TurnCause | 'told';
export type SessionAfter = 'ready' | 'error' | 'stopped';

export interface SettleRow {
  readonly do: 'settle';
  readonly outcome: TurnOutcome;
  readonly session: SessionAfter;
  readonly cause: Cause;
  /** An explicit success: the only ending that a stop under way does not take over (section 2). */
  readonly success?: true;
  /** The failure where the signal carries none. */
  readonly code?: ErrorCode;
  /** For a pending turn: why its message comes back. Absent: it was delivered. */
  readonly message?: ReturnReason;
}

export type Row =
  | SettleRow
  | { readonly do: 'by-standing' } // settle by the turn's newest step: `standings`
  | { readonly do: 'accept' } // the provider has the prompt: the turn runs, then the fact counts as for a running turn
  | { readonly do: 'notice' } // an item says it; ask the provider at once
  | { readonly do: 'observe' }
  | { readonly do: 'look-up' } // has the provider the prompt? (rule 33)
  | { readonly do: 'bind' } // the binding stands
  | { readonly do: 'stop-session' }
  | { readonly do: 'fail-session' }
  | { readonly do: 'adopt' } // rule 18
  | { readonly do: 'rest' } // at rest: ends the draining
  | { readonly do: 'verify' }
  | { readonly do: 'doubt' } // unverified since now
  | { readonly do: 'own' } // settles nothing: part of the turn's own work, or of a request, stop or title
  | { readonly do: 'ignore' };

const settle = (
  outcome: TurnOutcome,
  session: SessionAfter,
  cause: Cause,
  more: Omit<SettleRow, 'do' | 'outcome' | 'session' | 'cause'> = {},
) => ({ do: 'settle', outcome, session, cause, ...more }) as const;
const own = { do: 'own' } as const;
const accept = { do: 'accept' } as const;
const ignore = { do: 'ignore' } as const;
const observe = { do: 'observe' } as const;

/** A turn is running, and the fact is of this turn or names none. */
export const runningTable: Record<Fact, Row> = {
  'turn-completed': settle('completed', 'ready', 'provider', { success: true }),
  'turn-failed': settle('error', 'error', 'provider', { code: 'PROVIDER_TURN_FAILED' }),
  'turn-aborted': settle('interrupted', 'ready', 'provider'),
  'turn-ended-unknown': settle('error', 'error', 'provider', { code: 'UNKNOWN_STOP_REASON' }),
  'error-reported:ends': settle('error', 'error', 'provider', { code: 'PROVIDER_TURN_FAILED' }),
  'error-reported:other': { do: 'notice' },
  'exited:plain': settle('interrupted', 'stopped', 'told'),
  'exited:failed': settle('error', 'stopped', 'told'),
  'session-stop-confirmed': settle('interrupted', 'stopped', 'user'),
  'stop-escalated': settle('interrupted', 'stopped', 'deadline'),
  'idle:named': { do: 'by-standing' },
  'idle:unnamed': observe,
  'observed:idle': { do: 'by-standing' },
  'observed:gone': settle('interrupted', 'stopped', 'told'),
  'observed:busy': { do: 'verify' },
  'observed:unknown': { do: 'doubt' },
  'prompt-accepted': own,
  'prompt-refused': ignore,
  'prompt-lost:interrupted': ignore,
  'prompt-lost:refused': ignore,
  'prompt-lost:bind-failed': ignore,
  'prompt-lost:deadline': ignore,
  'prompt-lost:exit': ignore,
  'prompt-lost:restart': ignore,
  'prompt-lost:archived': ignore,
  'start-cancelled': ignore,
  'start-deadline': ignore,
  bound: ignore,
  'bind-failed': ignore,
  'turn-retrying': own,
  'step-started': own,
  'step-ended': own,
  'files-changed': own,
  'item-started': own,
  'item-updated': own,
  'item-gap': own,
  'item-closed': own,
  'item-discarded': own,
  'foreign-work': ignore,
  title: own,
  'task-started': own,
  'task-ended': own,
  'task-stop-failed': own,
  'request-opened': own,
  'request-resolved': own,
  'answer-failed': own,
  'stop-refused': own,
  'session-stop-refused': own,
  rewound: own,
  'rewind-undone': own,
  'rewind-failed': own,
  alive: own,
  quiet: own,
};

/** A turn is pending. A terminal fact of it shows that the provider has the prompt: accepted, then settled. */
export const pendingTable: Record<Fact, Row> = {
  'prompt-accepted': accept,
  'step-started': accept,
  'step-ended': accept,
  'files-changed': accept,
  'item-started': accept,
  'item-updated': accept,
  'item-closed': accept,
  'turn-retrying': accept,
  'request-opened': accept,
  'turn-completed': accept,
  'turn-failed': accept,
  'turn-aborted': accept,
  'turn-ended-unknown': accept,
  'error-reported:ends': accept,
  'idle:named': accept,
  bound: { do: 'bind' },
  'bind-failed': settle('error', 'error', 'provider', { code: 'PROVIDER_UNAVAILABLE', message: 'bind-failed' }),
  'prompt-refused': settle('error', 'ready', 'provider', { code: 'PROVIDER_REFUSED', message: 'refused' }),
  'prompt-lost:refused': settle('error', 'ready', 'provider', { code: 'PROVIDER_REFUSED', message: 'refused' }),
  'prompt-lost:deadline': settle('error', 'ready', 'deadline', { code: 'ACCEPT_DEADLINE', message: 'deadline' }),
  'prompt-lost:bind-failed': settle('error', 'error', 'provider', { code: 'PROVIDER_UNAVAILABLE', message: 'bind-failed' }),
  'prompt-lost:interrupted': settle('interrupted', 'ready', 'user', { message: 'interrupted' }),
  'prompt-lost:exit': settle('interrupted', 'stopped', 'exit', { message: 'exit' }),
  'prompt-lost:restart': settle('interrupted', 'ready', 'restart', { message: 'restart' }),
  'prompt-lost:archived': settle('interrupted', 'ready', 'user', { message: 'archived' }),
  'start-cancelled': settle('interrupted', 'ready', 'user', { message: 'interrupted' }),
  'start-deadline': settle('error', 'ready', 'deadline', { code: 'START_DEADLINE', message: 'deadline' }),
  'exited:plain': settle('interrupted', 'stopped', 'told', { message: 'exit' }),
  'exited:failed': settle('interrupted', 'stopped', 'told', { message: 'exit' }),
  'session-stop-confirmed': settle('interrupted', 'stopped', 'user', { message: 'interrupted' }),
  'stop-escalated': settle('interrupted', 'stopped', 'deadline', { message: 'interrupted' }),
  'error-reported:other': { do: 'look-up' },
  'idle:unnamed': observe,
  'observed:idle': { do: 'by-standing' },
  'observed:gone': settle('interrupted', 'stopped', 'told', { message: 'exit' }),
  'observed:busy': { do: 'verify' },
  'observed:unknown': { do: 'doubt' },
  'item-gap': ignore,
  'item-discarded': ignore,
  'foreign-work': ignore,
  title: own,
  'task-started': own,
  'task-ended': own,
  'task-stop-failed': own,
  'request-resolved': ignore,
  'answer-failed': ignore,
  'stop-refused': own,
  'session-stop-refused': own,
  rewound: own,
  'rewind-undone': own,
  'rewind-failed': own,
  alive: own,
  quiet: ignore,
};

/** No turn is live. Terminal signals of a turn change nothing then (rules 1, 3). */
export const restTable: Record<Fact, Row> = {
  bound: { do: 'bind' },
  'bind-failed': { do: 'fail-session' },
  'start-deadline': { do: 'fail-session' },
  'exited:plain': { do: 'stop-session' },
  'exited:failed': { do: 'stop-session' },
  'session-stop-confirmed': { do: 'stop-session' },
  'stop-escalated': { do: 'stop-session' },
  'observed:gone': { do: 'stop-session' },
  'error-reported:ends': { do: 'fail-session' },
  'error-reported:other': { do: 'fail-session' },
  'observed:busy': { do: 'adopt' },
  'foreign-work': { do: 'adopt' },
  'observed:idle': { do: 'rest' },
  'observed:unknown': { do: 'doubt' },
  'idle:unnamed': observe,
  'idle:named': observe,
  'turn-completed': ignore,
  'turn-failed': ignore,
  'turn-aborted': ignore,
  'turn-ended-unknown': ignore,
  'prompt-accepted': ignore,
  'prompt-refused': ignore,
  'prompt-lost:interrupted': ignore,
  'prompt-lost:refused': ignore,
  'prompt-lost:bind-failed': ignore,
  'prompt-lost:deadline': ignore,
  'prompt-lost:exit': ignore,
  'prompt-lost:restart': ignore,
  'prompt-lost:archived': ignore,
  'start-cancelled': ignore,
  'turn-retrying': ignore,
  'step-started': ignore,
  'step-ended': ignore,
  'files-changed': ignore,
  'item-started': ignore,
  'item-updated': ignore,
  'item-gap': ignore,
  'item-closed': ignore,
  'item-discarded': ignore,
  'request-opened': ignore,
  'request-resolved': ignore,
  'answer-failed': ignore,
  'stop-refused': ignore,
  quiet: ignore,
  title: own,
  'task-started': own,
  'task-ended': own,
  'task-stop-failed': own,
  'session-stop-refused': own,
  rewound: own,
  'rewind-undone': own,
  'rewind-failed': own,
  alive: own,
};

/** How a newest step stands, with its finish reason. */
export type StandingFact = Exclude<Standing['kind'], 'ended'> | 'ended:final' | 'ended:more' | 'ended:unknown';

/**
 * The turn is idle: its newest step decides. Deduced, so `inferred`. `evidence`: `step`: the ended step says it itself;
 * `absence`: only the missing end says it, so an idle signal does not settle, and an observation must say it twice.
 */
export const standings: Record<
  StandingFact,
  { readonly outcome: TurnOutcome; readonly session: SessionAfter; readonly evidence: 'step' | 'absence' }
> = {
  'ended:final': { outcome: 'completed', session: 'ready', evidence: 'step' },
  failed: { outcome: 'error', session: 'error', evidence: 'step' },
  aborted: { outcome: 'interrupted', session: 'ready', evidence: 'step' },
  'ended:more': { outcome: 'interrupted', session: 'ready', evidence: 'absence' },
  'ended:unknown': { outcome: 'interrupted', session: 'ready', evidence: 'absence' },
  open: { outcome: 'interrupted', session: 'ready', evidence: 'absence' },
  none: { outcome: 'interrupted', session: 'ready', evidence: 'absence' },
};

export function standingFact(standing: Standing): StandingFact {
  return standing.kind === 'ended' ? `ended:${standing.finish}` : standing.kind;
}
