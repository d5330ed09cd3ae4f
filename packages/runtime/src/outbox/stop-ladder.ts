import type { Failure, TurnId, Verdict } from '@plumbline/lifecycle';
import { type Binding, type Provider, ProviderFault } from '@plumbline/providers';
import { type Core, providerOf } from '../core.ts';
import { itemIdOf } from '../ids/index.ts';
import { signalLane } from '../lanes/apply.ts';
import type { Lane } from '../lanes/lane.ts';
import type { Observer } from '../reconcile/observer.ts';
import { failureOf, within } from './calls.ts';

/** One call of the ladder may take so long at most. */
const callDeadline = 3_000;
/** How long a turn may take to end after its commands were killed. */
const afterCommands = 1_000;

/**
 * Rule 9: a stop ends, within its deadline, confirmed (by a signal or an observation, never by the abort's answer), failed
 * (refused, or the process serves other live turns and is healthy), or escalated (commands, then the process killed).
 */
export async function stopTurn(core: Core, lane: Lane, provider: Provider, observer: Observer, turnId: TurnId): Promise<void> {
  const until = core.clock.monotonic() + core.timing.stopDeadline;
  const left = () => Math.max(0, until - core.clock.monotonic());
  if (!(await waitAccepted(core, lane, turnId, left()))) return escalateIfStopping(core, lane, provider, turnId);
  lane.abortAgain = true;
  while (isStopping(lane, turnId) && left() > 0) {
    const refused = lane.abortAgain ? await abort(core, lane, provider, left()) : null;
    if (refused !== null) return tellRefused(core, lane, turnId, refused);
    await lane.until(() => !isStopping(lane, turnId) || lane.abortAgain, Math.min(left(), core.timing.observeAgain), core.clock);
    if (isStopping(lane, turnId) && !lane.abortAgain) await askWithin(core, lane, observer, left());
  }
  await escalateIfStopping(core, lane, provider, turnId);
}

/** Sent before the provider has the prompt, an abort may be answered and lost (rule 11, M1). */
async function waitAccepted(core: Core, lane: Lane, turnId: TurnId, ms: number): Promise<boolean> {
  const accepted = () => !isStopping(lane, turnId) || lane.state?.turn?.state === 'running';
  return lane.until(accepted, ms, core.clock);
}

function isStopping(lane: Lane, turnId: TurnId): boolean {
  const turn = lane.state?.turn;
  return turn?.turnId === turnId && turn.stop !== undefined;
}

/** A refusal is a typed answer of the provider; silence and network errors are left to the deadline. */
async function abort(core: Core, lane: Lane, provider: Provider, left: number): Promise<Failure | null> {
  lane.abortAgain = false;
  const { binding } = lane;
  if (binding === null) return null;
  try {
    await within(core.clock, 'abort', Math.min(left, callDeadline), (deadline) => provider.abort(binding, deadline));
  } catch (error) {
    if (error instanceof ProviderFault && refusals.has(error.failure.code)) return { ...error.failure, code: 'STOP_REFUSED' };
    core.log.warn({ threadId: lane.threadId, error }, 'The abort got no answer.');
    lane.abortAgain = true;
    await lane.until(() => lane.state?.turn === undefined, Math.min(left, core.timing.observeAgain), core.clock);
  }
  return null;
}

const refusals: ReadonlySet<Failure['code']> = new Set(['PROVIDER_REFUSED', 'STOP_REFUSED']);

async function askWithin(core: Core, lane: Lane, observer: Observer, ms: number): Promise<void> {
  await Promise.race([observer.ask(lane), lane.until(() => lane.state?.turn === undefined, ms, core.clock)]);
}

async function escalateIfStopping(core: Core, lane: Lane, provider: Provider, turnId: TurnId): Promise<void> {
  const { binding } = lane;
  if (!isStopping(lane, turnId) || core.phase === 'stopping') return;
  if (binding === null) return signalLane(core, lane, { epoch: epochOf(lane), kind: 'stop-escalated', turnId });
  core.log.warn({ threadId: lane.threadId, turnId }, 'The turn did not stop in time; its commands are killed.');
  await within(core.clock, 'kill commands', callDeadline, () => provider.killCommands(binding)).catch((error: unknown) =>
    core.log.warn({ threadId: lane.threadId, error }, 'Its commands could not be killed.'),
  );
  await lane.until(() => !isStopping(lane, turnId), Math.min(afterCommands, core.timing.stopDeadline), core.clock);
  if (!isStopping(lane, turnId)) return;
  if (servesOthers(core, lane, binding) && isHealthy(await observeOnce(core, lane, provider, binding))) {
    const message =
      'The agent did not stop in time, and its process works for other threads. You can force the stop; that ends their turns too.';
    return tellRefused(core, lane, turnId, { code: 'STOP_DEADLINE', message, retryable: true });
  }
  await kill(core, lane, provider, turnId);
}

/** The turn goes on, the user is told why, and may stop again or force it. */
function tellRefused(core: Core, lane: Lane, turnId: TurnId, failure: Failure): Promise<void> {
  const noticeId = itemIdOf(lane.threadId, 'notice', core.ids.commandId());
  return signalLane(core, lane, { epoch: epochOf(lane), kind: 'stop-refused', turnId, failure, noticeId });
}

async function kill(core: Core, lane: Lane, provider: Provider, turnId: TurnId): Promise<void> {
  lane.escalating = turnId;
  try {
    await within(core.clock, 'kill', callDeadline, () => provider.kill());
  } catch (error) {
    core.log.error({ threadId: lane.threadId, error: failureOf(error) }, 'The process of the agent could not be killed.');
  }
  if (isStopping(lane, turnId)) await signalLane(core, lane, { epoch: epochOf(lane), kind: 'stop-escalated', turnId });
  lane.escalating = null;
}

/** Whether the process has live turns of other threads; where threads share one, a turn whose start is under way is one of them. */
export function servesOthers(core: Core, lane: Lane, binding: Binding): boolean {
  const bound = core.bindings.threadsOf(binding.incarnation).map((threadId) => core.peek(threadId));
  const provider = providerOf(core, lane);
  const starting = provider?.capabilities.sharedProcess
    ? [...core.lanes()].filter((other) => other.binding === null && providerOf(core, other) === provider)
    : [];
  return [...bound, ...starting].some((other) => other !== lane && other?.state?.turn !== undefined);
}

function observeOnce(core: Core, lane: Lane, provider: Provider, binding: Binding): Promise<Verdict> {
  return within(core.clock, 'health', callDeadline, (deadline) => provider.observe(binding, lane.prompts, deadline)).catch(
    (): Verdict => ({ kind: 'unknown' }),
  );
}

/** It answered: the process lives and listens. */
function isHealthy(verdict: Verdict): boolean {
  return verdict.kind === 'alive';
}

function epochOf(lane: Lane): number {
  return lane.state?.session.epoch ?? 0;
}
