import {
  evolve,
  handedOver,
  type ItemId,
  isBound,
  type MessageId,
  nextMessage,
  type Observation,
  releasable,
  type SignalBody,
  steered,
  type TaskId,
  type ThreadEvent,
  type ThreadEventType,
  type ThreadState,
  type TurnId,
} from '../src/index.ts';
import { limit, unavailable } from './moves/failures.ts';
import type { Rules } from './system.ts';
import { Broken } from './truth.ts';

const taskId = 'k9' as TaskId;
const noticeId = 'z' as ItemId;

/** Rules 12, 20: a task that begins now is shown, can be stopped, ends once, and keeps its session from being let go. */
export function checkTasks(rules: Rules, thread: ThreadState): void {
  if (!isBound(thread.session)) return;
  const after = (state: ThreadState, body: SignalBody, type: ThreadEventType) => {
    const { events } = rules.ingest(state, { ...body, epoch: state.session.epoch }, { turn: 'unknown' }, {}, 0);
    if (!events.some((event) => event.type === type)) throw new Broken(`rule 12: ${body.kind} makes no ${type}`);
    return folded(state, events);
  };
  const running = after(thread, { kind: 'task-started', taskId, title: 'sleep', noticeId }, 'task.started');
  after(running, { kind: 'task-ended', taskId, lost: false, noticeId }, 'task.ended');
  const stop = rules.decide(running, { type: 'thread.task.stop', taskId, force: false }, 0);
  if (!stop.ok || stop.events[0]?.type !== 'task.stop-requested') throw new Broken('rule 12: a task cannot be stopped');
  after(folded(running, stop.events), { kind: 'task-stop-failed', taskId, failure: unavailable }, 'task.stop-failed');
  letsGo(rules, running, false, false, 'its task runs on');
  letsGo(rules, thread, true, false, 'it is busy');
  if (releasable(thread)) letsGo(rules, thread, false, true, 'nothing lives in it');
}

function letsGo(rules: Rules, thread: ThreadState, busy: boolean, wanted: boolean, why: string): void {
  if (thread.turn) return;
  const verdict = { kind: 'alive', busy, prompt: 'absent', standing: { kind: 'none' } } as const;
  const moment = { epoch: thread.session.epoch, stopping: false, sinceSignal: 1, cause: 'reconcile', confirmed: false } as const;
  const observation: Observation = { ...moment, verdict, release: true };
  const { events } = rules.reconcile(thread, observation, 1, {}, 0);
  if (events.some((event) => event.type === 'session.stopped') !== wanted)
    throw new Broken(`rule 20: a session is ${wanted ? 'not ' : ''}let go, and ${why}`);
}

/** Rule 26: what becomes of a steered prompt is its message's fate, and nothing of the turn's; unsent, it waits first when the turn ends. */
export function checkSteer(rules: Rules, thread: ThreadState): void {
  const unsent = steered(thread).find((message) => !message.handed);
  if (unsent && thread.turn && !handedOver(thread)) waitsFirst(rules, thread, unsent.messageId, thread.turn.turnId);
  const going = handedOver(thread);
  if (going?.state !== 'steering') return;
  const { messageId } = going;
  const wants = (body: SignalBody, type: ThreadEventType) => {
    const { events } = rules.ingest(thread, { ...body, epoch: thread.session.epoch }, { turn: 'live' }, {}, 0);
    if (events[0]?.type !== type) throw new Broken(`rule 26: ${body.kind} of a steered prompt makes no ${type}`);
    if (folded(thread, events).turn?.turnId !== thread.turn?.turnId)
      throw new Broken(`rule 26: ${body.kind} of a steered prompt ends the turn`);
  };
  wants({ kind: 'prompt-accepted', messageId }, 'message.delivered');
  wants({ kind: 'prompt-refused', messageId, failure: limit }, 'message.returned');
  for (const reason of ['refused', 'deadline', 'exit', 'restart'] as const)
    wants({ kind: 'prompt-lost', messageId, reason, seen: 'perhaps' }, 'message.returned');
}

function waitsFirst(rules: Rules, thread: ThreadState, messageId: MessageId, turnId: TurnId): void {
  const { epoch } = thread.session;
  const end = (body: SignalBody) => folded(thread, rules.ingest(thread, { ...body, epoch }, { turn: 'live' }, {}, 0).events);
  if (nextMessage(end({ kind: 'turn-completed', turnId }))?.messageId !== messageId)
    throw new Broken('rule 26: what was not steered in time does not go next');
  const held = end({ kind: 'turn-failed', turnId, failure: limit }).queue;
  if (held.hold === null || held.messages.find((message) => message.state === 'queued')?.messageId !== messageId)
    throw new Broken('rule 26: what was not steered in time is not held');
}

function folded(thread: ThreadState, events: readonly ThreadEvent[]): ThreadState {
  return events.reduce<ThreadState>(
    (state, event) => evolve(state, { threadId: state.threadId, version: state.version + 1, at: 0, event }),
    thread,
  );
}
