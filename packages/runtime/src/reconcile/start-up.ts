import { handedOver, type MessageId, type ThreadId, type ThreadState, type Verdict } from '@plumbline/lifecycle';
import type { Binding, Provider } from '@plumbline/providers';
import { type Core, providerOf } from '../core.ts';
import { applyObservation } from '../lanes/apply.ts';
import type { Lane } from '../lanes/lane.ts';
import { isBound } from '../lanes/load.ts';
import { within } from '../outbox/calls.ts';
import type { Observer } from './observer.ts';

/** The life of each provider's process that an older run left and that was taken up again; null: none. */
export type Attached = ReadonlyMap<string, string | null>;

/** Takes up what an older run of ours left running (rule 35), all providers at once. */
export async function attachAll(core: Core): Promise<Attached> {
  const attached = await Promise.all(
    [...core.providers.values()].map(async (provider) => {
      const life = await within(core.clock, 'attach', core.timing.startUpPass, (deadline) => provider.attach(deadline)).catch(
        (error: unknown) => {
          core.log.warn({ provider: provider.id, error }, 'The agent of an older run could not be taken up.');
          return null;
        },
      );
      return [provider.id, life] as const;
    }),
  );
  return new Map(attached);
}

/** The threads that were looked at, and those of them whose sessions rest in a process that lives on. */
export interface Judged {
  readonly threads: readonly ThreadId[];
  readonly resting: readonly Lane[];
}

/** Resting sessions that are taken up at a time. */
const followedAtOnce = 4;

/**
 * Gives every thread that was at work a verdict before its first command (rule 14): all at once, within the start-up pass.
 * What has none by then stays as it is and is asked again by the running reconciler.
 */
export async function reconcileAtStart(core: Core, observer: Observer, attached: Attached): Promise<Judged> {
  const resting: Lane[] = [];
  const threads = [...new Set([...(await core.store.unsettledThreads()), ...(await core.store.threadsToDrain())])];
  const pass = Promise.all(
    threads.map((threadId) =>
      judge(core, observer, core.lane(threadId), attached, resting).catch((error: unknown) =>
        core.log.error({ threadId, error }, 'A thread could not be judged at start.'),
      ),
    ),
  );
  await within(core.clock, 'start-up pass', core.timing.startUpPass, () => pass).catch(() =>
    core.log.warn({ threads: threads.length }, 'Not every thread got its verdict in time; they are asked again.'),
  );
  return { threads, resting };
}

/**
 * Sessions at rest in a process that lives on are followed again too, so that work which nobody here asked for is seen at
 * once (rule 18): after the pass, a few at a time, for nobody waits for them.
 */
export async function followResting(core: Core, observer: Observer, resting: readonly Lane[]): Promise<void> {
  const left = [...resting];
  const follow = async () => {
    for (let lane = left.shift(); lane !== undefined && core.phase === 'ready'; lane = left.shift()) {
      const { binding } = lane;
      const provider = providerOf(core, lane);
      if (binding === null || provider === undefined || lane.state === null || !isAtRest(lane.state)) continue;
      await takeUp(core, lane, provider, binding);
      await observer.ask(lane, 'restart');
    }
  };
  await Promise.all(Array.from({ length: followedAtOnce }, follow));
}

async function judge(core: Core, observer: Observer, lane: Lane, attached: Attached, resting: Lane[]): Promise<void> {
  await lane.run(async () => {
    lane.interruptedDelivery = lane.state === null ? null : (handedOver(lane.state)?.messageId ?? null);
  });
  const provider = providerOf(core, lane);
  const { binding, state } = lane;
  if (state === null) return;
  if (binding === null) {
    // Bound to what cannot be read any more: nobody can be asked, so it is gone (rule 34).
    if (isBound(lane)) await observer.ask(lane, 'restart');
    return;
  }
  const lives = provider !== undefined && attached.get(provider.id) === binding.incarnation;
  if (!lives) return settleGone(core, lane, provider, binding);
  core.bindings.set(binding, lane.threadId, state.session.epoch);
  if (isAtRest(state)) {
    resting.push(lane);
    return;
  }
  await takeUp(core, lane, provider, binding);
  await observer.ask(lane, 'restart');
}

/** Nothing waits for its verdict: it is followed again after the pass. */
function isAtRest({ session, turn }: ThreadState): boolean {
  return turn === undefined && session.status !== 'starting' && session.draining !== true && session.stopRequestedAt === undefined;
}

/** With the one that is on its way: it may have arrived. */
function livePrompts(lane: Lane): readonly MessageId[] {
  const going = lane.state === null ? undefined : handedOver(lane.state);
  return going === undefined || lane.prompts.includes(going.messageId) ? lane.prompts : [...lane.prompts, going.messageId];
}

/** What was missed is told as signals, so that the verdict is judged with all that is known (rule 16). */
export async function takeUp(core: Core, lane: Lane, provider: Provider, binding: Binding): Promise<void> {
  await within(core.clock, 're-attach', core.timing.startUpPass, (deadline) =>
    provider.reattach(binding, livePrompts(lane), [...lane.taskRefs.values()], deadline),
  ).catch((error: unknown) => core.log.warn({ threadId: lane.threadId, error }, 'What was missed could not be read.'));
}

/** Its process is gone. What its history still tells decides, where that can be read without the process. */
async function settleGone(core: Core, lane: Lane, provider: Provider | undefined, binding: Binding): Promise<void> {
  const told: Verdict =
    provider === undefined
      ? { kind: 'gone' }
      : await within(core.clock, 'observe', core.timing.observeDeadline, (deadline) =>
          provider.observe(binding, lane.prompts, deadline),
        ).catch((): Verdict => ({ kind: 'unknown' }));
  const verdict: Verdict = told.kind === 'gone' ? told : { kind: 'gone' };
  await lane.run(async () => {
    const { state } = lane;
    if (state === null) return;
    await applyObservation(core, lane, {
      epoch: state.session.epoch,
      ...(state.turn === undefined ? {} : { turnId: state.turn.turnId }),
      stopping: state.turn?.stop !== undefined,
      sinceSignal: lane.lastSignal,
      verdict,
      cause: 'restart',
      confirmed: true,
    });
  });
}
