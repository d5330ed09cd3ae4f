import type { Failure } from '@plumbline/lifecycle';
import type { Binding, BindRequest, Provider } from '@plumbline/providers';
import { DeadlinePassed } from '../clock/index.ts';
import type { Core } from '../core.ts';
import { applySignal, signalLane } from '../lanes/apply.ts';
import type { Lane } from '../lanes/lane.ts';
import { Abandoned, failureOf, within } from './calls.ts';
import { projectDirectory } from './directory.ts';
import { originOf, wentOn, wentOnMeanwhile } from './fork.ts';

/** A bind that came too late, or for nobody, has this long to be undone. */
const releaseDeadline = 5_000;

/**
 * Binds the thread to a provider session: the recorded one if there is one and the user did not choose a new one (rule 22), for a fork a copy of another's, within the start deadline (rule 23).
 * What an abandoned bind brings later is closed at once (rule 40).
 */
export async function bind(core: Core, lane: Lane, provider: Provider): Promise<void> {
  const { state } = lane;
  if (state === null) return;
  const { epoch } = state.session;
  const directory = await projectDirectory(core, lane);
  if (typeof directory !== 'string') return signalLane(core, lane, { epoch, kind: 'bind-failed', failure: directory });
  if (isForgotten(lane)) return signalLane(core, lane, { epoch, kind: 'bind-failed', failure: forgotten });
  const { title, settings } = state;
  const resume = whatToResume(lane);
  const origin = await originOf(core, lane);
  if (origin !== null && 'code' in origin) return signalLane(core, lane, { epoch, kind: 'bind-failed', failure: origin });
  const fork = origin === null ? {} : { fork: origin.request };
  const give = (binding: Binding) => void giveBack(core, lane, provider, binding);
  const unwanted = lane.until(() => !isWanted(core, lane, epoch), 2 * core.timing.startDeadline, core.clock);
  let binding: Binding;
  try {
    binding = await within(
      core.clock,
      'bind',
      core.timing.startDeadline,
      (deadline) => provider.bind({ directory, title, settings, ...resume, ...fork }, deadline),
      { when: unwanted, late: give },
    );
  } catch (error) {
    if (error instanceof Abandoned) return;
    if (error instanceof DeadlinePassed) return signalLane(core, lane, { epoch, kind: 'start-deadline' });
    return signalLane(core, lane, { epoch, kind: 'bind-failed', failure: failureOf(error) });
  }
  if ((resume.resume !== undefined || origin !== null) && !binding.resumed) {
    give(binding);
    return signalLane(core, lane, { epoch, kind: 'bind-failed', failure: notResumed });
  }
  if (origin !== null && (await wentOn(core, state, origin))) {
    give(binding);
    return signalLane(core, lane, { epoch, kind: 'bind-failed', failure: wentOnMeanwhile });
  }
  await take(core, lane, epoch, binding, give);
}

function whatToResume({ state, recorded, fillIn }: Lane): Pick<BindRequest, 'resume' | 'fillIn'> {
  if (recorded === null || state?.session.fresh) return {};
  return { resume: recorded, ...(fillIn.length === 0 ? {} : { fillIn }) };
}

const forgotten: Failure = {
  code: 'SESSION_LOST',
  message: 'Which conversation of the agent this thread had cannot be read any more.',
  retryable: false,
};

/** An agent that begins anew where it was to go on has lost the conversation, whatever it calls that. */
const notResumed: Failure = {
  code: 'SESSION_LOST',
  message: 'The agent began another conversation instead of going on with that of this thread.',
  retryable: false,
};

/** It had a conversation, and the record of it cannot be read: a new one in its place is the user's choice (rules 22, 34). */
function isForgotten({ state, recorded }: Lane): boolean {
  return state !== null && state.session.epoch > 0 && recorded === null && !state.session.fresh;
}

/** Posted in the breath in which the binding came, so that every signal of it finds its lane and comes after `bound`. */
async function take(core: Core, lane: Lane, epoch: number, binding: Binding, give: (binding: Binding) => void): Promise<void> {
  core.bindings.set(binding, lane.threadId, epoch + 1);
  await lane.run(async () => {
    if (isWanted(core, lane, epoch))
      await applySignal(core, lane, { epoch: epoch + 1, kind: 'bound', resumed: binding.resumed }, { turn: 'live' }, { binding });
    if (lane.binding === binding) {
      lane.fillIn = [];
      return;
    }
    core.bindings.remove(binding, lane.threadId);
    give(binding);
  });
}

/** The thread still waits for this very bind. */
function isWanted(core: Core, lane: Lane, epoch: number): boolean {
  const session = lane.state?.session;
  return session?.status === 'starting' && !session.bound && session.epoch === epoch && core.phase !== 'stopping';
}

async function giveBack(core: Core, lane: Lane, provider: Provider, binding: Binding): Promise<void> {
  core.log.warn({ threadId: lane.threadId }, 'A session came for a start that was given up; it is closed.');
  await within(core.clock, 'release', releaseDeadline, () => provider.release(binding)).catch((error: unknown) =>
    core.log.warn({ threadId: lane.threadId, error }, 'It could not be closed.'),
  );
}
