import {
  type Command,
  decide,
  evolve,
  handedOver,
  ingest,
  type LiveTurn,
  type Observation,
  type Owner,
  type ProjectId,
  reconcile,
  type Signal,
  type ThreadId,
  type ThreadState,
} from '../src/index.ts';
import type { Texts } from './key.ts';

/** The rules under examination. Mutants put others in their place. */
export interface Rules {
  readonly decide: typeof decide;
  readonly ingest: typeof ingest;
  readonly reconcile: typeof reconcile;
}

export const rules: Rules = { decide, ingest, reconcile };

/**
 * What the agent did with one prompt (or of its own accord). `joined`: steered into the work that runs, and ends as that does; `paused`:
 * idle between two steps; `left`: stopped in a step, for good; `dropped`: never begun, though it was taken.
 */
export type Work = 'got' | 'dropped' | 'joined' | 'open' | 'paused' | 'final' | 'failed' | 'odd' | 'aborted' | 'left';

export type Requests = Readonly<Record<string, 'open' | 'ended'>>;

/** The provider's side: one process that serves one session, with the history that outlives it. */
export interface Agent {
  readonly up: boolean;
  readonly epoch: number;
  /** By turn, as the provider knows it. */
  readonly work: Readonly<Record<string, Work>>;
  /** A prompt on its way: it may yet arrive, though nobody waits for the answer any more. */
  readonly inbox: string | null;
  /** It was sent while it works, to be taken into that work. */
  readonly steering: boolean;
  /** In the order in which they were asked. */
  readonly requests: Requests;
  /** The turn of the item that streams. */
  readonly item: string | null;
  /** A command left running (rule 12); `left`: its process group outlived the agent's. */
  readonly task: 'none' | 'running' | 'ended' | 'left';
  /** What was rewound is kept until the next prompt, which drops it. */
  readonly rewound: 'no' | 'yes' | 'dropped';
  /** A look at a pause ends it: two looks a second apart never see the same one. */
  readonly looked: boolean;
}

/** What the server holds in memory, and loses in a crash. */
export interface Server {
  readonly binding: boolean;
  /** Written as handed over, not yet sent. */
  readonly unsent: string | null;
  /** The call is under way, and somebody waits for its answer. */
  readonly calling: boolean;
  readonly lookUp: boolean;
  /** The prompt's delivery was interrupted by a crash: proven absent, it is sent again. */
  readonly interrupted: boolean;
  readonly abortWanted: boolean;
  readonly observation: Observation | null;
  /** A signal came since the observation began; false without one. */
  readonly stale: boolean;
  readonly lastVerdict: string;
}

/** How often each thing may still happen: the scope of an exploration. */
export interface Budget {
  /** So many signals may be on their way before the agent waits; never spent. */
  readonly wire: number;
  readonly sends: number;
  readonly interrupts: number;
  readonly sessionStops: number;
  readonly serverCrashes: number;
  readonly agentCrashes: number;
  readonly requests: number;
  readonly items: number;
  /** Observations that get no answer. */
  readonly unknowns: number;
  /** Signals told twice. */
  readonly doubles: number;
  /** Streams cut off, with what was on them; what the history holds of it is read back (rule 16). */
  readonly gaps: number;
  /** Streams cut off of which nothing can be read back. */
  readonly blinds: number;
  /** Refused binds, prompts, aborts, answers and session stops. */
  readonly refusals: number;
  /** Calls whose answer is lost. */
  readonly silences: number;
  /** Endings other than success: failed, odd, left. */
  readonly failures: number;
  readonly pauses: number;
  /** Work that nobody here asked for. */
  readonly foreign: number;
  /** Reports that name no turn: idle, errors. */
  readonly unnamed: number;
  readonly resumes: number;
  /** Messages steered into the running turn. */
  readonly steers: number;
  /** Messages sent after an interrupt. */
  readonly urgents: number;
  readonly tasks: number;
  readonly taskStops: number;
  /** Observations that ask to let an idle session go. */
  readonly releases: number;
  /** Messages that wait are edited, moved or removed. */
  readonly edits: number;
  /** Sessions started ahead of a message. */
  readonly starts: number;
  /** Rewinds and their undoing. */
  readonly rewinds: number;
}

/** A turn, a request, an item or a message as the rows tell it. */
export interface Rows {
  readonly turns: Readonly<Record<string, 'live' | 'settled' | 'stopped'>>;
  readonly messages: Readonly<Record<string, 'waiting' | 'delivered' | 'unseen' | 'perhaps' | 'removed'>>;
  readonly items: Readonly<Record<string, 'streaming' | 'done' | 'partial'>>;
  readonly requests: Requests;
  /** Turns that never were: their messages were steered into these. */
  readonly into: Readonly<Record<string, string>>;
}

/** Everything together: one node of the graph. */
export interface System {
  readonly thread: ThreadState;
  readonly rows: Rows;
  readonly agent: Agent;
  readonly server: Server;
  /** On their way to us, in order. */
  readonly wire: readonly Signal[];
  readonly left: Budget;
  /** An adopted turn, and the agent's work that it stands for (rule 18). */
  readonly adopted: { readonly turn: string; readonly work: string } | null;
  /** Kept by `keyOf`. */
  texts?: Texts;
}

/** What went into the rules: the story that a counterexample tells. */
export type Fed =
  | { readonly command: Command }
  | { readonly signal: Signal; readonly owner: Owner }
  | { readonly observation: Observation };

export interface Edge {
  readonly label: string;
  readonly to: System;
  readonly fed: readonly Fed[];
}

export const idleServer: Server = {
  binding: false,
  unsent: null,
  calling: false,
  lookUp: false,
  interrupted: false,
  abortWanted: false,
  observation: null,
  stale: false,
  lastVerdict: '',
};

export function begin(scope: Budget): System {
  const thread = evolve(null, {
    threadId: 'thread' as ThreadId,
    version: 1,
    at: 0,
    event: {
      type: 'thread.created',
      projectId: 'p' as ProjectId,
      title: 'New thread',
      titleSource: 'default',
      settings: { provider: 'agent', model: 'm' },
    },
  });
  return {
    thread,
    rows: { turns: {}, messages: {}, items: {}, requests: {}, into: {} },
    agent: {
      up: false,
      epoch: 0,
      work: {},
      inbox: null,
      steering: false,
      requests: {},
      item: null,
      task: 'none',
      rewound: 'no',
      looked: false,
    },
    server: idleServer,
    wire: [],
    left: scope,
    adopted: null,
  };
}

/** Nothing of it can be answered any more. */
export function endedRequests(requests: Requests): Requests {
  return isAsking(requests) ? Object.fromEntries(Object.keys(requests).map((id) => [id, 'ended'])) : requests;
}

export function isAsking(requests: Requests): boolean {
  return Object.values(requests).includes('open');
}

/** At rest or not: the agent works on something. */
export function isBusy(agent: Agent): boolean {
  return agent.up && Object.values(agent.work).some((work) => work === 'got' || work === 'open');
}

/** The turn of ours that the agent's work belongs to: a steered prompt's is that of the turn it went into, also while it is on its way. */
export function turnOf({ thread, rows, adopted }: System, work: string): string {
  if (thread.turn?.turnId === work) return work;
  if (adopted?.work === work) return adopted.turn;
  const going = handedOver(thread);
  return rows.into[work] ?? (going?.state === 'steering' && going.own.turnId === work ? going.turnId : work);
}

/** The newest work of all prompts of a turn; undefined: the agent has none of them. */
export function newestWork(system: System, turn: LiveTurn): Work | undefined {
  const { work } = system.agent;
  const newest = worksOf(system, turn).findLast((id) => work[id] !== undefined);
  if (newest === undefined) return undefined;
  return work[newest] === 'joined'
    ? Object.values(work).find((each) => each === 'got' || each === 'open' || each === 'paused')
    : work[newest];
}

/** The agent's names for the prompts of a turn: its own, then those that were steered into it. */
export function worksOf(system: System, turn: LiveTurn): readonly string[] {
  const steered = turn.state === 'running' ? (turn.steered ?? []) : [];
  return [workOf(system, turn.turnId), ...steered.map((messageId) => messageId.replace('m', 't'))];
}

/** The agent's name for a turn of ours. */
export function workOf(system: System, turnId: string): string {
  return system.adopted?.turn === turnId ? system.adopted.work : turnId;
}
