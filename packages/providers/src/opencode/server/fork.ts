import type { MessageId } from '@plumbline/lifecycle';
import { type ForkRequest, ProviderFault } from '../../contract.ts';
import type { Session } from '../native.ts';
import type { Api, SessionPlace } from './api.ts';

/** A session that goes on while it is copied is copied anew so often. */
const tries = 3;

/**
 * A copy of a session up to a prompt. OpenCode takes any id for the place where the copy ends, and copies all if it has none such: so it is
 * asked first which of the prompts it has. A copy that holds too much, or that cannot be named, is deleted again.
 */
export async function forkSession(api: Api, { from, before, open }: ForkRequest, title: string, signal: AbortSignal): Promise<Session> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const end = await firstThere(api, from, before, signal);
    if (end === null && !open)
      throw new ProviderFault('FORK_IMPOSSIBLE', 'Where this turn ended cannot be found in the conversation of OpenCode.');
    const { id } = await api.fork(from, end, signal);
    const place = { session: id, directory: from.directory };
    try {
      // What was handed over meanwhile is in the copy.
      if (end !== null || (await firstThere(api, from, before, signal)) === null) {
        if (title !== '') await api.rename(place, title, signal);
        const forked = await api.session(place, signal);
        if (forked !== null) return forked;
      }
    } catch (error) {
      await api.deleteSession(place, AbortSignal.timeout(1_000)).catch(() => undefined);
      throw error;
    }
    await api.deleteSession(place, signal).catch(() => undefined);
  }
  throw new ProviderFault('FORK_IMPOSSIBLE', 'The conversation went on while it was copied.', { retryable: true });
}

/** The first of these prompts that the session has. */
export async function firstThere(
  api: Api,
  place: SessionPlace,
  prompts: readonly MessageId[],
  signal: AbortSignal,
): Promise<MessageId | null> {
  for (const prompt of prompts) if ((await api.message(place, prompt, signal)) !== null) return prompt;
  return null;
}
