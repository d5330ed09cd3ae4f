import { decide, drainable, handedOver, handOverable, tasksOf } from '@plumbline/lifecycle';
import { type Core, providerOf } from '../core.ts';
import { itemIdOf } from '../ids/index.ts';
import { signalLane } from '../lanes/apply.ts';
import { commit } from '../lanes/commit.ts';
import type { Lane } from '../lanes/lane.ts';
import { lookUpPrompt } from '../reconcile/asks.ts';
import type { Observer } from '../reconcile/observer.ts';
import { answerRequest, isAnswering } from './answers.ts';
import { bind } from './bind.ts';
import { runEffect } from './effects.ts';
import { handOver } from './hand-over.ts';
import { askRewind } from './rewind.ts';
import { releaseSession, takeBack, waitForRest } from './session.ts';
import { stopTurn } from './stop-ladder.ts';
import { stopTask } from './tasks.ts';

/**
 * Does what the state says is to be done: there is no list of effects beside it (level-triggered, rule 33). Called after each
 * change of a lane and at start; an effect that is under way is not begun again.
 */
export function drain(core: Core, lane: Lane, observer: Observer): void {
  const { state } = lane;
  if (core.phase !== 'ready' || state === null) return;
  drainSession(core, lane, observer);
  drainTurn(core, lane, observer);
  drainTasks(core, lane);
  if (drainable(state)) runEffect(core, lane, 'queue', () => drainQueue(core, lane));
}

function drainSession(core: Core, lane: Lane, observer: Observer): void {
  const session = lane.state?.session;
  const provider = providerOf(core, lane);
  if (session === undefined) return;
  if (session.stopRequestedAt !== undefined && lane.state?.turn === undefined) {
    runEffect(core, lane, 'release', () => releaseSession(core, lane, provider, observer));
    return;
  }
  if (session.status === 'starting' && !session.bound) {
    runEffect(core, lane, 'bind', () => (provider === undefined ? noProvider(core, lane, session.epoch) : bind(core, lane, provider)));
    return;
  }
  if (provider === undefined || lane.binding === null) return;
  if (session.draining) runEffect(core, lane, 'rest', () => waitForRest(core, lane, provider, observer));
  else if (lane.state?.rewind?.asked) runEffect(core, lane, 'rewind', () => askRewind(core, lane, provider, observer));
}

function drainTurn(core: Core, lane: Lane, observer: Observer): void {
  const { state, takeBack: prompts } = lane;
  const provider = providerOf(core, lane);
  if (state === null || provider === undefined) return;
  const { turn } = state;
  if (turn?.stop !== undefined) runEffect(core, lane, `stop ${turn.turnId}`, () => stopTurn(core, lane, provider, observer, turn.turnId));
  if (lane.binding === null) return;
  if (turn?.state === 'running') {
    for (const request of Object.values(turn.requests)) {
      if (request.state !== 'answering' || !isAnswering(lane, request.requestId)) continue;
      const { requestId, answer } = request;
      runEffect(core, lane, `answer ${requestId}`, () => answerRequest(core, lane, provider, requestId, answer));
    }
  }
  // Rule 33. The turn that an interrupted message was steered into may end long after the start.
  const going = turn?.state === 'pending' ? handedOver(state) : undefined;
  if (going !== undefined && going.messageId === lane.interruptedDelivery) lookUpPrompt(core, lane);
  if (!handOverable(state)) return;
  runEffect(core, lane, 'hand over', async () => {
    // What is rewound leaves the history as a whole.
    if (prompts.length > 0 && state.rewind?.turns === undefined) await takeBack(core, lane, provider, prompts);
    await handOver(core, lane, provider);
  });
}

function drainTasks(core: Core, lane: Lane): void {
  const provider = providerOf(core, lane);
  if (lane.state === null || lane.binding === null || provider === undefined) return;
  for (const { taskId, stop } of tasksOf(lane.state)) {
    if (stop === undefined) continue;
    runEffect(core, lane, `${stop.force ? 'kill' : 'stop'} ${taskId}`, () => stopTask(core, lane, provider, taskId, stop.force));
  }
}

function noProvider(core: Core, lane: Lane, epoch: number): Promise<void> {
  const failure = { code: 'PROVIDER_MISSING', message: 'This server has no such agent.', retryable: false } as const;
  return signalLane(core, lane, { epoch, kind: 'bind-failed', failure });
}

/** The head of the queue becomes a pending turn (rule 25). */
function drainQueue(core: Core, lane: Lane): Promise<void> {
  return lane.run(async () => {
    const { state } = lane;
    if (state === null || !drainable(state) || core.phase === 'stopping') return;
    const turnId = core.ids.turnId();
    const itemId = itemIdOf(lane.threadId, 'prompt', turnId);
    const decided = decide(state, { type: 'thread.queue.drain', turnId, itemId }, core.clock.now());
    if (decided.ok && decided.events.length > 0) await commit(core, lane, decided.events);
  });
}
