import { type Ingested, isBound, type Signal, type ThreadEvent, type ThreadState } from '../src/index.ts';
import { newestWork, type System, type Work } from './system.ts';

/** Something that the law forbids. */
export class Broken extends Error {}

const terminal: ReadonlySet<string> = new Set([
  'turn-completed',
  'turn-failed',
  'turn-aborted',
  'turn-ended-unknown',
  'exited',
  'stop-escalated',
  'session-stop-confirmed',
]);

/** The law's own words about one signal, beside the tables: what must, and what must not, follow. */
export function judgeStep(before: System, after: System, signal: Signal, { events, asks }: Ingested): void {
  const { turn, session } = before.thread;
  const current = signal.epoch === session.epoch && isBound(session);
  if (signal.epoch < session.epoch && events.length > 0) throw new Broken(`rule 4: a ${signal.kind} of an older epoch was applied`);
  const named = 'turnId' in signal ? signal.turnId : undefined;
  const mine = turn?.state === 'running' && (named === undefined || named === turn.turnId);
  const ends = terminal.has(signal.kind) || (signal.kind === 'error-reported' && signal.ends && named !== undefined);
  if (ends && current && mine && after.thread.turn?.turnId === turn.turnId) throw new Broken(`rule 1: ${signal.kind} did not end its turn`);
  if (named !== undefined && turn && named !== turn.turnId && after.thread.turn?.turnId !== turn.turnId)
    throw new Broken(`rule 3: ${signal.kind} of ${named} ended ${turn.turnId}`);
  const asksFor = signal.kind === 'idle' && named === undefined ? 'observe' : undefined;
  if (asksFor && current && turn && !asks.includes(asksFor)) throw new Broken(`section 3: an unnamed ${signal.kind} must make us ask`);
}

type Settled = Extract<ThreadEvent, { type: 'turn.settled' }>;

/** An outcome must be what happened: the thread never lies. Also: a returned message, and what a delivered one means. */
export function judgeSettlement(system: System, before: ThreadState, event: ThreadEvent, after: ThreadState, why: string): void {
  if (event.type === 'message.returned' && event.seen === 'no' && before.turn !== undefined) {
    const key = event.messageId.replace('m', 't');
    if (system.agent.work[key] !== undefined) throw new Broken(`I6: ${event.messageId} is returned as not seen, and the agent has it`);
    if (system.agent.inbox === event.messageId)
      throw new Broken(`I6: ${event.messageId} is returned as not seen, and is on its way to the agent`);
  }
  if (event.type === 'message.delivered' && system.agent.work[event.messageId.replace('m', 't')] === undefined)
    throw new Broken(`rule 7: ${event.messageId} counts as delivered, and the agent never had it`);
  if (event.type !== 'turn.settled' || before.turn === undefined) return;
  if (before.turn.state === 'running' && Object.keys(before.turn.items).length > 0)
    throw new Broken('rule 2: an item streams into the settlement');
  const asked = before.turn.state === 'running' ? Object.keys(before.turn.requests) : [];
  if (asked.join() !== event.expired.join()) throw new Broken('rule 28: a request outlives its turn');
  const work = newestWork(system, before.turn);
  const problem = lie(event, work, before, system, why);
  if (problem) throw new Broken(`${event.turnId} settled as ${event.outcome} by ${event.cause} (${why}): ${problem}`);
  if (after.session.status === 'running') throw new Broken('rule 2: the session runs on after the settlement');
}

function lie(event: Settled, work: Work | undefined, before: ThreadState, system: System, why: string): string | undefined {
  const stop = before.turn?.stop !== undefined || before.session.stopRequestedAt !== undefined || why === 'command';
  if (event.session === 'stopped' && system.agent.up && isBound(before.session) && !endsSession.has(why))
    return 'the session is said to have stopped, and is served';
  if (event.session !== 'stopped' && !system.agent.up && why === 'exited') return 'the process is dead, and the session is not stopped';
  switch (event.outcome) {
    case 'completed':
      if (event.session === 'error') return 'a success is no error of the session';
      return work === 'final' ? undefined : `the agent's work is ${work ?? 'none'}`;
    case 'error':
      if (why === 'turn-failed' || why === 'error-reported') return failedWell(event, work);
      if (work === 'final') return 'the agent completed it';
      if (stop) return 'it was being stopped';
      return undefined;
    case 'interrupted':
      if (event.session === 'error') return 'an interruption is no error of the session';
      return interruptedWell(event, work, { marked: before.turn?.stop !== undefined, stop }, system);
  }
}

const endsSession: ReadonlySet<string> = new Set(['stop-escalated', 'session-stop-confirmed', 'exited']);

function failedWell(event: Settled, work: Work | undefined): string | undefined {
  if (work !== 'failed') return `the agent's work is ${work ?? 'none'}`;
  return event.session === 'error' ? undefined : 'the session does not show the failure';
}

function interruptedWell(
  event: Settled,
  work: Work | undefined,
  { marked, stop }: { marked: boolean; stop: boolean },
  system: System,
): string | undefined {
  if (marked) return event.cause === 'user' || event.cause === 'deadline' ? undefined : 'a stop was under way, and is not its cause';
  if (event.cause === 'user') return stop ? undefined : 'nobody stopped it';
  // Never accepted: its message came back.
  if (work === undefined) return undefined;
  if (work === 'aborted' || !system.agent.up) return work === 'final' && event.cause === 'provider' ? 'the agent completed it' : undefined;
  return work === 'left' || work === 'odd' || work === 'dropped' ? undefined : `the agent's work is ${work ?? 'none'}`;
}

/** Rule 25: any outcome but `completed` holds what waits. */
export function judgeQueue(before: ThreadState, events: readonly ThreadEvent[], after: ThreadState): void {
  const badly = events.some((event) => event.type === 'turn.settled' && event.outcome !== 'completed');
  const waits = after.queue.messages.some((message) => message.state === 'queued' && !message.next);
  if (before.turn && badly && waits && after.queue.hold === null) throw new Broken('rule 25: a turn ended badly, and the queue goes on');
}
