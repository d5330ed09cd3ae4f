import { type Attachment, decide, type Failure, handedOver, handOverable, nextToHandOver, type ThreadState } from '@plumbline/lifecycle';
import { type Binding, type Prompt, type Provider, ProviderFault } from '@plumbline/providers';
import { filesOf } from '../attachments/index.ts';
import { DeadlinePassed } from '../clock/index.ts';
import type { Core } from '../core.ts';
import { signalLane } from '../lanes/apply.ts';
import { commit } from '../lanes/commit.ts';
import type { Lane } from '../lanes/lane.ts';
import { mentionedFiles } from '../mentions/index.ts';
import { failureOf, within } from './calls.ts';
import { whyNotThere } from './directory.ts';
import { lookUp } from './look-up.ts';

/** A prompt whose files are still to be read. */
type Outgoing = Omit<Prompt, 'files'> & { readonly attachments: readonly Attachment[] };

/** Hands a prompt over, of the pending turn or into the running one: first it is written that it goes, then it goes, once (rule 33). */
export async function handOver(core: Core, lane: Lane, provider: Provider): Promise<void> {
  if (await refusedByDirectory(core, lane)) return;
  const prompt = await lane.run(() => writeHandOver(core, lane));
  if (prompt === null || lane.binding === null) return;
  await send(core, lane, provider, lane.binding, prompt);
}

/** What a session that has been bound for long may have lost meanwhile: then the message comes back (rule 24). */
async function refusedByDirectory(core: Core, lane: Lane): Promise<boolean> {
  const { binding, state } = lane;
  const messageId = state === null ? undefined : nextToHandOver(state)?.messageId;
  if (binding === null || state === null || messageId === undefined) return false;
  const failure = await whyNotThere(core, lane, binding);
  if (failure === null) return false;
  await signalLane(core, lane, { epoch: state.session.epoch, kind: 'prompt-refused', messageId, failure });
  return true;
}

/** Sends a prompt that is written as handed over. One that was stopped in between is not sent: a stop drops what is unsent. */
export async function send(core: Core, lane: Lane, provider: Provider, binding: Binding, prompt: Outgoing): Promise<void> {
  const { messageId } = prompt;
  const whole = await complete(core, binding, prompt).catch(failureOf);
  const epoch = lane.state?.session.epoch ?? 0;
  if ('code' in whole) return signalLane(core, lane, { epoch, kind: 'prompt-refused', messageId, failure: whole });
  if (lane.state?.turn?.stop !== undefined) {
    return signalLane(core, lane, { epoch, kind: 'prompt-lost', messageId, reason: 'interrupted', seen: 'no' });
  }
  lane.sending = true;
  const running = lane.state?.turn?.state === 'running';
  const call = (deadline: AbortSignal) => (running ? provider.steer(binding, whole, deadline) : provider.prompt(binding, whole, deadline));
  try {
    await within(core.clock, running ? 'steer' : 'prompt', core.timing.acceptDeadline, call);
    lane.sending = false;
  } catch (error) {
    lane.sending = false;
    if (seenBy(error) === 'no') return signalLane(core, lane, { epoch, kind: 'prompt-refused', messageId, failure: failureOf(error) });
    core.log.warn({ threadId: lane.threadId, error }, 'Nobody knows whether the agent got the message; it is looked up.');
    await lookUp(core, lane, provider, { reason: 'deadline', failure: unanswered(error) });
  }
}

/** After a crash, for a prompt that the provider provably has not got: it is written as handed over already (rule 33). */
export async function sendAgain(core: Core, lane: Lane, provider: Provider): Promise<void> {
  const { state, binding } = lane;
  const prompt = state === null ? null : promptOf(state);
  if (binding === null || prompt === null) return;
  await send(core, lane, provider, binding, prompt);
}

async function writeHandOver(core: Core, lane: Lane): Promise<Outgoing | null> {
  const { state } = lane;
  if (state === null || !handOverable(state) || core.phase === 'stopping') return null;
  const decided = decide(state, { type: 'thread.message.hand-over' }, core.clock.now());
  if (!decided.ok) return null;
  await commit(core, lane, decided.events);
  return lane.state === null ? null : promptOf(lane.state);
}

/** The prompt that is written as handed over, with what its turn was asked with. */
function promptOf(state: ThreadState): Outgoing | null {
  const message = handedOver(state);
  if (message === undefined) return null;
  const { messageId, text, attachments } = message;
  return { messageId, text, attachments, settings: state.turn?.settings ?? state.settings };
}

/** With all that goes with the words: what was attached, then what they mention. */
async function complete(core: Core, binding: Binding, { attachments, ...prompt }: Outgoing): Promise<Prompt> {
  const attached = await filesOf(core.store, attachments);
  const files = [...attached, ...(await mentionedFiles(binding.ref.directory, prompt.text))];
  return files.length === 0 ? prompt : { ...prompt, files };
}

function seenBy(error: unknown): 'no' | 'perhaps' {
  if (error instanceof ProviderFault) return error.seen;
  return error instanceof DeadlinePassed ? 'perhaps' : 'no';
}

function unanswered(error: unknown): Failure {
  const failure = failureOf(error);
  return { ...failure, code: 'ACCEPT_DEADLINE' };
}
