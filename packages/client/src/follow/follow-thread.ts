import type { ThreadId } from '@plumbline/lifecycle';
import type { Client } from '../create-client.ts';
import { read } from './read.ts';
import { type FollowedThread, ThreadFollower } from './thread-follower.ts';

export interface FollowOptions {
  /** Ends the following when it aborts. */
  readonly signal?: AbortSignal;
}

export interface ThreadStream extends AsyncIterable<FollowedThread> {
  /** Fetches the next older page of turns into the timeline; resolves when it is there, at once when there is none. */
  older(): Promise<void>;
}

/**
 * A thread as it is, and again whenever it changes: the newest only, so that a slow reader skips. Reconnects for ever;
 * throws TRPCClientError on 401, 403 and THREAD_NOT_FOUND. Ends when `signal` aborts or the reader leaves its loop. Begins
 * with the loop, and is for one reader.
 */
export function followThread(client: Client, threadId: string, options: FollowOptions = {}): ThreadStream {
  let follower: ThreadFollower | null = null;
  return {
    older: async () => follower?.older(),
    [Symbol.asyncIterator]: () => {
      follower = new ThreadFollower(client, threadId as ThreadId);
      return read(follower, options.signal);
    },
  };
}
