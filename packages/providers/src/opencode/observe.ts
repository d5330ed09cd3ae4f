import type { MessageId, Standing, Verdict } from '@plumbline/lifecycle';
import type { SessionRef } from '../contract.ts';
import type { HistoryMessage } from './native.ts';
import type { Api } from './server/api.ts';
import { addStep, newPrompt, type PromptState, standingOf, standingOfMessage } from './translate/prompts.ts';

/** Messages that are read to find the newest step. */
const window = 12;

/**
 * What is true of a session now (rule 6), asked of the living process in the session's own directory. The status is read
 * before the messages: a turn that ends in between is then seen ended, not cut off. Throws when an answer is missing.
 */
export async function observeSession(api: Api, ref: SessionRef, prompt: MessageId | undefined, signal: AbortSignal): Promise<Verdict> {
  // By id first: a deleted session may be listed as busy for ever (A5.9).
  if ((await api.session(ref, signal)) === null) return { kind: 'gone' };
  const status = (await api.status(ref.directory, signal))[ref.session];
  const busy = status !== undefined && status.type !== 'idle';
  const newest = await api.newest(ref, window, signal);
  if (newest === null) return { kind: 'gone' };
  if (prompt === undefined) return { kind: 'alive', busy, prompt: 'unknown', standing: standingIn(newest) };
  const from = newest.findIndex((message) => message.info.id === prompt);
  if (from >= 0) return { kind: 'alive', busy, prompt: 'present', standing: standingIn(newest.slice(from)) };
  const own = await api.message(ref, prompt, signal);
  if (own === null) return { kind: 'alive', busy, prompt: 'absent', standing: { kind: 'none' } };
  const since = newest.filter((message) => message.info.time.created >= own.info.time.created);
  return { kind: 'alive', busy, prompt: 'present', standing: standingIn(since) };
}

function standingIn(messages: readonly HistoryMessage[]): Standing {
  const prompt: PromptState = newPrompt('' as MessageId);
  for (const { info } of messages) {
    if (info.role !== 'assistant') continue;
    addStep(prompt, { messageId: info.id, auxiliary: info.summary === true, standing: standingOfMessage(info) });
  }
  return standingOf(prompt);
}
