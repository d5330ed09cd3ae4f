import {
  drainable,
  evolve,
  handOverable,
  type ItemId,
  isBound,
  type MessageId,
  releasable,
  type SignalBody,
  type ThreadEvent,
  type ThreadEventType,
  type ThreadState,
  type TurnId,
} from '../src/index.ts';
import { unavailable } from './moves/failures.ts';
import type { Rules, System } from './system.ts';
import { Broken } from './truth.ts';

const send = { messageId: 'm9' as MessageId, turnId: 't9' as TurnId, itemId: 'z' as ItemId, text: 'text', attachments: [] } as const;

/** Rule 42: what the provider answers is taken, nothing goes into a conversation that is being taken back, and nothing alive is taken back. */
export function checkRewind(rules: Rules, thread: ThreadState): void {
  if (thread.turnCount === 0 || thread.rewind) return;
  const turns = { from: 1, to: thread.turnCount } as const;
  const after = (state: ThreadState, body: SignalBody, type: ThreadEventType) => {
    const { events } = rules.ingest(state, { ...body, epoch: state.session.epoch }, { turn: 'unknown' }, {}, 0);
    if (!events.some((event) => event.type === type)) throw new Broken(`rule 42: ${body.kind} makes no ${type}`);
    return folded(state, events);
  };
  const stands = after(thread, { kind: 'rewound', turns }, 'thread.rewound');
  if (after(stands, { kind: 'rewind-undone' }, 'thread.rewind-undone').rewind) throw new Broken('rule 42: what was undone is rewound');
  const asked = folded(thread, [{ type: 'thread.rewind-requested', turns }]);
  after(asked, { kind: 'rewound', turns }, 'thread.rewound');
  if (after(asked, { kind: 'rewind-failed', failure: unavailable }, 'thread.rewind-failed').rewind?.turns)
    throw new Broken('rule 42: what failed is rewound');
  if (drainable(asked) || handOverable(asked) || releasable(asked))
    throw new Broken('rule 42: a session is used while it is being taken back');
  if (rules.decide(asked, { type: 'thread.turn.start', ...send }, 0).ok)
    throw new Broken('rule 42: a message is taken while a rewind is asked');
  const decided = rules.decide(thread, { type: 'thread.rewind', turn: 1 }, 0);
  if (thread.turn && decided.ok) throw new Broken('rule 42: a turn that lives is rewound');
  keptUntilKnown(rules, asked);
}

/** Nobody is told that turns are rewound which are not, nor that they stand when they do not. While it is asked, nobody says either. */
export function checkRewound({ thread: { rewind }, agent }: System): void {
  if (rewind?.asked) return;
  if (rewind?.turns && agent.rewound === 'no') throw new Broken('rule 42: turns are shown as rewound, and the agent has them');
  if (!rewind?.turns && agent.rewound === 'yes') throw new Broken('rule 42: turns are shown as if they stood, and the agent has them not');
}

/** The provider was told, and ends: whether it was done is not known, and nothing says that it was or was not. */
function keptUntilKnown(rules: Rules, asked: ThreadState): void {
  const { session, turn } = asked;
  if (turn || !isBound(session)) return;
  const { events } = rules.ingest(asked, { kind: 'exited', cause: 'exit', epoch: session.epoch }, { turn: 'unknown' }, {}, 0);
  if (!folded(asked, events).rewind?.asked) throw new Broken('rule 42: a rewind is forgotten with the process that was told of it');
}

function folded(thread: ThreadState, events: readonly ThreadEvent[]): ThreadState {
  return events.reduce<ThreadState>(
    (state, event) => evolve(state, { threadId: state.threadId, version: state.version + 1, at: 0, event }),
    thread,
  );
}
