import type { SignalBody } from '../../src/index.ts';
import type { Feeder } from '../feed.ts';
import type { Move } from '../moves.ts';
import { isBusy, type System } from '../system.ts';
import { unavailable } from './failures.ts';
import { inAgent, spend } from './spend.ts';

/** The newest turn; where some are rewound, one more. */
const rewinds: Move = (system, feeder) => {
  const { rewind, turnCount } = system.thread;
  const turn = rewind?.turns ? rewind.turns.from - 1 : turnCount;
  const paid = turn > 0 ? spend(system, 'rewinds') : null;
  return paid && feeder.command(paid, { type: 'thread.rewind', turn });
};

const undoes: Move = (system, feeder) => {
  const paid = system.thread.rewind?.turns ? spend(system, 'rewinds') : null;
  return paid && feeder.command(paid, { type: 'thread.rewind.undo' });
};

function asked({ thread: { rewind, session }, server, agent }: System) {
  const mayAsk = server.binding && agent.up && !session.draining && session.stopRequestedAt === undefined;
  return mayAsk ? rewind?.asked : undefined;
}

/** What the agent does when it is asked, and what it says: the same when it is asked again. */
function done(system: System): { readonly after: System; readonly answer: SignalBody } | null {
  const call = asked(system);
  if (!call) return null;
  const failed = { kind: 'rewind-failed', failure: unavailable } as const;
  if (isBusy(system.agent) || system.agent.inbox !== null) return { after: system, answer: failed };
  if (call.kind === 'rewind') return { after: inAgent(system, { rewound: 'yes' }), answer: { kind: 'rewound', turns: call.turns } };
  if (system.agent.rewound === 'dropped') return { after: system, answer: { ...failed, final: true } };
  return { after: inAgent(system, { rewound: 'no' }), answer: { kind: 'rewind-undone' } };
}

function tell(feeder: Feeder, system: System, body: SignalBody): System {
  return feeder.signal(system, { ...body, epoch: system.thread.session.epoch });
}

const answered: Move = (system, feeder) => {
  const call = done(system);
  return call && tell(feeder, call.after, call.answer);
};

/** Done, or not, and nobody is told; it is asked again. */
const answerLost: Move = (system) => {
  const paid = asked(system) ? spend(system, 'silences') : null;
  return (paid && done(paid)?.after) ?? null;
};

const refused: Move = (system, feeder) => {
  const paid = asked(system) ? spend(system, 'refusals') : null;
  return paid && tell(feeder, paid, { kind: 'rewind-failed', failure: unavailable });
};

/** Rule 42: the person asks for it, and the runtime asks the agent until there is an answer. */
export const rewindMoves: readonly (readonly [string, Move])[] = [
  ['user rewinds', rewinds],
  ['user undoes the rewind', undoes],
  ['the agent is asked to rewind', answered],
  ['the answer to the rewind is lost', answerLost],
  ['the rewind is refused', refused],
];
