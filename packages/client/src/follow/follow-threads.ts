import type { Client } from '../create-client.ts';
import type { FollowOptions } from './follow-thread.ts';
import { type FollowedLists, ListFollower } from './list-follower.ts';
import { read } from './read.ts';

/**
 * Projects, providers and the summaries of all threads that are not archived, and again whenever one changes: the newest
 * only. They come over the stream that carries the followed thread. Throws on 401 and 403.
 */
export function followThreads(client: Client, options: FollowOptions = {}): AsyncIterable<FollowedLists> {
  return { [Symbol.asyncIterator]: () => read(new ListFollower(client), options.signal) };
}
