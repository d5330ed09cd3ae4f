import type { MessageId, Standing, Verdict } from '@plumbline/lifecycle';
import type { SessionRef } from '../contract.ts';
import type { HistoryMessage } from './native.ts';
import type { Api } from './server/api.ts';
import { addStep, newRun, standingOf, standingOfMessage } from './translate/prompts.ts';

/** Messages that are read to find the newest step. */
const window = 12;

/**
 * What is true of a session now (rule 6), asked of the living process in the session's own directory. The status is read
 * before the messages: a turn that ends in between is then seen ended, not cut off. Throws when an answer is missing.
 */
export async function observeSession(api: Api, ref: SessionRef, prompts: readonly MessageId[], signal: AbortSignal): Promise<Verdict> {
  // By id first: a deleted session may be listed as busy for ever (A5.9).
  if ((await api.session(ref, signal)) === null) return { kind: 'gone' };
  const status = (await api.status(ref.directory, signal))[ref.session];
  const busy = status !== undefined && status.type !== 'idle';
  const newest = await api.newest(ref, window, signal);
  if (newest === null) return { kind: 'gone' };
  if (prompts.length === 0) return { kind: 'alive', busy, prompt: 'unknown', standing: standingIn(newest) };
  const known = new Map(newest.map((message) => [message.info.id, message] as const));
  const asked = await Promise.all(prompts.map(async (id) => known.get(id) ?? (await api.message(ref, id, signal))));
  const found = asked.filter((message) => message !== null);
  const prompt = found.length === prompts.length ? 'present' : 'absent';
  const [first] = found;
  if (first === undefined) return { kind: 'alive', busy, prompt, standing: { kind: 'none' } };
  const from = newest.indexOf(first);
  const since = from >= 0 ? newest.slice(from) : newest.filter((message) => message.info.time.created >= first.info.time.created);
  return { kind: 'alive', busy, prompt, standing: standingIn(since) };
}

function standingIn(messages: readonly HistoryMessage[]): Standing {
  const run = newRun();
  for (const { info } of messages) {
    if (info.role !== 'assistant') continue;
    addStep(run, { messageId: info.id, auxiliary: info.summary === true, standing: standingOfMessage(info) });
  }
  return standingOf(run);
}
