import type { LiveMessage, Millis, ThreadId } from '@plumbline/lifecycle';

/** How far what is shown can be trusted. */
export interface LinkState {
  /** `live`: caught up. `catching-up`: connected or connecting, not caught up yet. `stale`: cut off since `staleSince`. */
  readonly connection: 'live' | 'catching-up' | 'stale';
  readonly staleSince?: Millis;
  /** By how many ms the server's clock is ahead of ours, about; absent: it has not said. */
  readonly skewMs?: number;
  /** All streams of this browser are taken: it asks every 3 s instead. */
  readonly polling: boolean;
}

export const connecting: LinkState = { connection: 'catching-up', polling: false };

/** What wants to hear of a stream. */
export interface Listener {
  /** The thread whose events and text are wanted; null: only what concerns lists. */
  readonly threadId: ThreadId | null;
  /** From where nothing may be missed; null: not known yet, wait with the stream of this thread. */
  cursor(): string | null;
  messages(messages: readonly LiveMessage[]): void;
  link(state: LinkState): void;
  /** The stream was opened from a place that does not follow on what was heard before: what is held may be old. */
  discontinuous(): void;
  /** In place of a stream: ask now. Rejects when the server could not be asked. */
  poll(): Promise<void>;
  /** It is over: the error is final (401, 403, THREAD_NOT_FOUND …). */
  failed(error: unknown): void;
}
