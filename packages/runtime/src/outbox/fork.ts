import { canonical, type Failure, type MessageId, type ThreadState } from '@plumbline/lifecycle';
import type { ForkRequest } from '@plumbline/providers';
import type { Core } from '../core.ts';
import type { Lane } from '../lanes/lane.ts';
import { isTakenBack } from '../lanes/owed.ts';

/** Later turns that are looked through for one that the agent's conversation still has. */
const mostLater = 50;

/** What a fork's first session is to be a copy of; null: it is none, or the agent was never told anything. */
export interface Origin {
  readonly request: ForkRequest;
  /** A later turn that the agent has begun is among those before which the copy ends: what comes after it does not matter. */
  readonly closed: boolean;
}

/**
 * The conversation that holds the turn after which the thread was forked, and what came after it there. Read when the session is bound, not
 * when the fork was asked for: the other thread may have gone on since.
 */
export async function originOf(core: Core, { state, recorded }: Pick<Lane, 'state' | 'recorded'>): Promise<Origin | Failure | null> {
  const point = state?.forkedFrom;
  if (point === undefined || recorded !== null || state?.session.fresh) return null;
  const facts = await core.store.findSessionOfTurn(point.threadId, point.turnId);
  const [last, ...later] = await core.store.findTurnsFrom(point.threadId, point.turn, mostLater + 1);
  if (facts?.session === undefined || facts.directory === undefined) return last?.turn.startedAt === undefined ? null : lost;
  const before: MessageId[] = [];
  // A stopped prompt that was never answered is not for the model.
  if (last?.messageId !== undefined && isTakenBack(last.turn.state, last.turn.stop, last.answered)) before.push(last.messageId);
  let open = later.length < mostLater;
  let closed = false;
  for (const { turn, messageId } of later) {
    const started = turn.startedAt !== undefined;
    if (messageId !== undefined) before.push(messageId);
    else if (started) {
      open = false;
      break;
    }
    closed ||= started && messageId !== undefined;
  }
  return { request: { from: { session: facts.session, directory: facts.directory }, before, open }, closed };
}

/** Whether the other thread went on in a way that the copy may hold. */
export async function wentOn(core: Core, state: ThreadState, origin: Origin): Promise<boolean> {
  if (origin.closed) return false;
  return canonical(await originOf(core, { state, recorded: null })) !== canonical(origin);
}

const lost: Failure = {
  code: 'SESSION_LOST',
  message: 'The conversation of the agent from which this thread was forked cannot be found any more.',
  retryable: false,
};

export const wentOnMeanwhile: Failure = {
  code: 'FORK_IMPOSSIBLE',
  message: 'The other thread went on while its conversation was copied.',
  retryable: true,
};
