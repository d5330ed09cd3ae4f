import type { MessageId } from '@plumbline/lifecycle';
import { ProviderFault } from '../../contract.ts';
import type { HistoryMessage, Session } from '../native.ts';
import type { Api, SessionPlace } from './api.ts';
import { firstThere } from './fork.ts';

/**
 * Files and conversation go back together, or neither does. OpenCode says yes to more than it can do: without snapshots it moves the
 * conversation alone, and an id that it has not moves nothing. So it is looked at before what it has, and afterwards what it did.
 */
export async function rewindSession(api: Api, place: SessionPlace, before: readonly MessageId[], signal: AbortSignal): Promise<void> {
  const session = await known(api, place, signal);
  const prompt = await firstThere(api, place, before, signal);
  if (prompt === null) throw impossible('OpenCode does not have this message in its conversation.');
  if (session.revert?.messageID === prompt) return;
  const since = await api.since(place, prompt, signal);
  if (!since.every(hasSnapshots))
    throw impossible('OpenCode has no snapshot of the files from before this message: is the project under git?');
  const { revert } = await api.revert(place, prompt, signal);
  if (revert?.messageID === prompt && revert.snapshot !== undefined) return;
  if (revert) await api.unrevert(place, signal);
  throw impossible('OpenCode could not put the files back.');
}

/** Without a mark there is nothing to undo: it was undone already, or a prompt came, and what was rewound is gone. */
export async function undoRewind(api: Api, place: SessionPlace, rewound: readonly MessageId[], signal: AbortSignal): Promise<void> {
  const session = await known(api, place, signal);
  if (session.revert) await api.unrevert(place, signal);
  else if ((await firstThere(api, place, rewound, signal)) === null)
    throw new ProviderFault('REWIND_FINAL', 'OpenCode has dropped what was rewound from its conversation.');
}

/** A step during which files could have been changed tells the tree that it began with. */
function hasSnapshots({ parts }: HistoryMessage): boolean {
  return parts.every((part) => part.type !== 'step-start' || part.snapshot !== undefined);
}

async function known(api: Api, place: SessionPlace, signal: AbortSignal): Promise<Session> {
  const session = await api.session(place, signal);
  if (session === null) throw new ProviderFault('SESSION_LOST', 'OpenCode no longer has this conversation.');
  return session;
}

const impossible = (reason: string) => new ProviderFault('REWIND_IMPOSSIBLE', reason);
