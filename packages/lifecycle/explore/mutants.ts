import {
  type Ask,
  decide,
  ingest,
  type Owner,
  pendingTable,
  reconcile,
  restTable,
  runningTable,
  type Signal,
  standings,
  steered,
  type ThreadState,
} from '../src/index.ts';
import type { Fact, Row, StandingFact } from '../src/settlement.ts';
import type { Rules } from './system.ts';

/** Rules with one thing changed. `with` runs what it is given while the change stands. */
export interface Mutant {
  readonly name: string;
  readonly with: <T>(run: (rules: Rules) => T) => T;
}

const rules: Rules = { decide, ingest, reconcile };

const ended = { do: 'settle', outcome: 'interrupted', session: 'stopped', cause: 'exit' } as const satisfies Row;
const ignored: Row = { do: 'ignore' };

/** A row that did something does nothing, and one that did nothing ends the turn, or the session. */
function changed(table: Record<Fact, Row>, fact: Fact): Row {
  if (table[fact].do !== 'ignore') return ignored;
  return table === restTable ? { do: 'stop-session' } : ended;
}

/** Puts `value` in the place of a member while `run` runs. */
function replaced<T, K extends PropertyKey, V>(table: Record<K, V>, key: K, value: V, run: (rules: Rules) => T): T {
  const held = table[key];
  table[key] = value;
  try {
    return run(rules);
  } finally {
    table[key] = held;
  }
}

function rowsOf(name: string, table: Record<Fact, Row>): Mutant[] {
  return (Object.keys(table) as Fact[]).map((fact) => ({
    name: `${name}: ${fact} ${table[fact].do === 'ignore' ? 'ends it' : 'is ignored'}`,
    with: (run) => replaced(table, fact, changed(table, fact), run),
  }));
}

/** An outcome that is not this standing's. */
function standingRows(): Mutant[] {
  const table: Record<StandingFact, (typeof standings)[StandingFact]> = standings;
  return (Object.keys(table) as StandingFact[]).map((fact) => {
    const wrong = table[fact].outcome === 'completed' ? 'interrupted' : 'completed';
    return {
      name: `newest step: ${fact} means ${wrong}`,
      with: (run) => replaced(table, fact, { ...table[fact], outcome: wrong }, run),
    };
  });
}

export const rowMutants: readonly Mutant[] = [
  ...rowsOf('running', runningTable),
  ...rowsOf('pending', pendingTable),
  ...rowsOf('no turn', restTable),
  ...standingRows(),
];

const named = (signal: Signal, turnId: ThreadState['turn']): Signal =>
  'turnId' in signal && signal.turnId !== undefined && turnId ? ({ ...signal, turnId: turnId.turnId } as Signal) : signal;

function unhanded({ handed: _, ...message }: ReturnType<typeof steered>[number]): ReturnType<typeof steered>[number] {
  return message;
}

/** A guard is taken out by forging what it looks at, so that the rules themselves need no seam. */
function guard(name: string, change: Partial<Rules>): Mutant {
  return { name, with: (run) => run({ ...rules, ...change }) };
}

const withOwner = (forge: (owner: Owner) => Owner): Partial<Rules> => ({
  ingest: (state, signal, owner, texts, now) => ingest(state, signal, forge(owner), texts, now),
});

const withoutAsk = (ask: Ask): Partial<Rules> => ({
  ingest: (...args) => {
    const told = ingest(...args);
    return { ...told, asks: told.asks.filter((one) => one !== ask) };
  },
  reconcile: (...args) => {
    const told = reconcile(...args);
    return { ...told, asks: told.asks.filter((one) => one !== ask) };
  },
});

export const guardMutants: readonly Mutant[] = [
  guard('abort not checked against its turn', {
    ingest: (state, signal, owner, texts, now) =>
      ingest(state, signal.kind === 'turn-aborted' ? named(signal, state.turn) : signal, owner, texts, now),
  }),
  guard('endings not checked against their turn', {
    ingest: (state, signal, owner, texts, now) => ingest(state, named(signal, state.turn), owner, texts, now),
  }),
  guard('signals not checked against their epoch', {
    ingest: (state, signal, owner, texts, now) =>
      ingest(state, { ...signal, epoch: state.session.epoch + (signal.kind === 'bound' ? 1 : 0) }, owner, texts, now),
  }),
  guard('verdict without the last-signal check', {
    reconcile: (state, observation, last, texts, now) => reconcile(state, { ...observation, sinceSignal: last }, last, texts, now),
  }),
  guard('verdict without the stop-mark check', {
    reconcile: (state, observation, last, texts, now) =>
      reconcile(state, { ...observation, stopping: state.turn?.stop !== undefined }, last, texts, now),
  }),
  guard('verdict without the turn check', {
    reconcile: (state, observation, last, texts, now) => {
      const { turnId: _, ...rest } = observation;
      return reconcile(state, { ...rest, ...(state.turn ? { turnId: state.turn.turnId } : {}) }, last, texts, now);
    },
  }),
  guard('verdict without the epoch check', {
    reconcile: (state, observation, last, texts, now) => reconcile(state, { ...observation, epoch: state.session.epoch }, last, texts, now),
  }),
  guard('one look is enough', {
    reconcile: (state, observation, last, texts, now) => reconcile(state, { ...observation, confirmed: true }, last, texts, now),
  }),
  guard('a prompt may be handed over again', {
    decide: (state, command, now) => {
      const message = state?.queue.messages[0];
      if (!state || command.type !== 'thread.message.hand-over' || message?.state !== 'delivering') return decide(state, command, now);
      const { handed: _, ...unhanded } = message;
      return decide({ ...state, queue: { ...state.queue, messages: [unhanded, ...state.queue.messages.slice(1)] } }, command, now);
    },
  }),
  guard(
    'an ended request opens again',
    withOwner(({ request: _, ...owner }) => owner),
  ),
  guard('a stop leaves no mark', {
    decide: (state, command, now) => {
      const decided = decide(state, command, now);
      return decided.ok ? { ...decided, events: decided.events.filter((event) => event.type !== 'turn.stop-requested') } : decided;
    },
  }),
  guard('a settlement leaves its items open', {
    ingest: (...args) => {
      const told = ingest(...args);
      const settles = told.events.some((event) => event.type === 'turn.settled');
      return settles ? { ...told, events: told.events.filter((event) => event.type !== 'item.closed') } : told;
    },
  }),
  guard('a settlement forgets its requests', {
    ingest: (...args) => {
      const told = ingest(...args);
      return { ...told, events: told.events.map((event) => (event.type === 'turn.settled' ? { ...event, expired: [] } : event)) };
    },
  }),
  guard('a failure does not hold the queue', {
    ingest: (...args) => {
      const told = ingest(...args);
      return { ...told, events: told.events.filter((event) => event.type !== 'queue.held') };
    },
  }),
  guard('a refused steer fails its turn', {
    ingest: (state, signal, owner, texts, now) => {
      const { turn } = state;
      const mine = signal.kind === 'prompt-refused' && steered(state).some((message) => message.messageId === signal.messageId);
      if (signal.kind !== 'prompt-refused' || !mine || !turn) return ingest(state, signal, owner, texts, now);
      const { failure, epoch } = signal;
      return ingest(state, { kind: 'turn-failed', turnId: turn.turnId, failure, epoch }, owner, texts, now);
    },
  }),
  guard('an unsent steer is lost with its turn', {
    ingest: (...args) => {
      const told = ingest(...args);
      return {
        ...told,
        events: told.events.map((event) => (event.type === 'message.queued' ? { ...event, type: 'message.removed' } : event)),
      };
    },
  }),
  guard('a steered prompt may be handed over again', {
    decide: (state, command, now) => {
      if (!state || command.type !== 'thread.message.hand-over') return decide(state, command, now);
      const messages = state.queue.messages.map((message) => (message.state === 'steering' ? unhanded(message) : message));
      return decide({ ...state, queue: { ...state.queue, messages } }, command, now);
    },
  }),
  guard('sent after an interrupt, and nothing is interrupted', {
    decide: (state, command, now) =>
      decide(
        state,
        command.type === 'thread.turn.start' && command.delivery === 'interrupt' ? { ...command, delivery: 'queue' } : command,
        now,
      ),
  }),
  guard('a session is let go with its task', {
    reconcile: (state, observation, last, texts, now) => {
      const { tasks: _, ...rest } = state;
      return reconcile(observation.release ? rest : state, observation, last, texts, now);
    },
  }),
  guard('a busy session is let go', {
    reconcile: (state, observation, last, texts, now) => {
      const { verdict, release } = observation;
      const idle = release && verdict.kind === 'alive' ? { ...verdict, busy: false } : verdict;
      return reconcile(state, { ...observation, verdict: idle }, last, texts, now);
    },
  }),
  guard('nobody observes again', withoutAsk('observe-again')),
  guard('an unnamed idle asks nothing', withoutAsk('observe')),
  guard('a lost prompt is not looked up', withoutAsk('look-up')),
  guard('new work is not adopted', withoutAsk('adopt')),
];
