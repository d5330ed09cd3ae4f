import type { MessageId } from '@plumbline/lifecycle';
import type { Lie } from '../script/shape.ts';
import type { Run } from './run.ts';
import type { Session } from './session.ts';

/** Tells one lie, or begins to. */
export function tellLie(session: Session, run: Run, lie: Lie): void {
  const { teller, world } = session;
  switch (lie.lie) {
    case 'late':
    case 'never':
    case 'twice':
    case 'swap':
      teller.lie(lie);
      return;
    case 'unknown-kind':
      teller.tellAnything({ type: lie.type, anything: 'goes' });
      return;
    case 'foreign-turn':
      tellForeignTurn(session);
      return;
    case 'old-epoch':
      teller.tellAnything({ type: 'ended', prompt: run.prompt, state: { is: 'aborted' } }, world.earlierLife);
      return;
    case 'refuse-stop':
      session.refusesStops += lie.times;
      return;
    case 'ignore-stop':
      session.ignoresStops += lie.times;
      return;
    case 'die':
      die(lie.code);
      return;
    case 'say-idle-while-busy':
      session.says = 'idle';
      teller.tell({ type: 'idle', prompt: run.prompt, state: session.newestState() });
      world.gates.whenOpen(lie.gate, () => {
        session.says = 'truth';
      });
      return;
    case 'say-busy-while-idle':
      session.says = 'busy';
      world.gates.whenOpen(lie.gate, () => sayTruthAgain(session, run));
      return;
    case 'hide':
      session.hidden = true;
      world.gates.whenOpen(lie.gate, () => {
        session.hidden = false;
      });
      return;
    case 'drop-stream':
      world.streams.drop();
      return;
    case 'replay-stream':
      teller.replay(lie.events);
      return;
    case 'flood':
      for (let left = lie.events; left > 0; left -= 1) teller.tellAnything({ type: left % 2 === 0 ? 'child-at-work' : 'lying.flood' });
      return;
    case 'lose':
      world.lose(session.stored.id);
      return;
  }
}

function tellForeignTurn({ teller, stored }: Session): void {
  const prompt = 'msg_of_nobody' as MessageId;
  const part = { part: `foreign_${stored.id}`, prompt, is: 'assistant', text: 'For somebody else.', closed: true } as const;
  teller.tellAnything({ type: 'part-ended', part });
  teller.tellAnything({ type: 'ended', prompt, state: { is: 'ended', finish: 'final' } });
  teller.tellAnything({ type: 'idle', prompt, state: { is: 'ended', finish: 'final' } });
}

/** Without a code it dies as by `kill -9`: nothing is written, nobody is told. */
function die(code: number | undefined): void {
  if (code === undefined) process.kill(process.pid, 'SIGKILL');
  else process.exit(code);
}

function sayTruthAgain(session: Session, run: Run): void {
  session.says = 'truth';
  if (!session.isRunning) session.teller.tell({ type: 'idle', prompt: run.prompt, state: session.newestState() });
}
