import {
  evolve,
  type Item,
  type ItemId,
  type ProjectId,
  type ThreadEvent,
  type ThreadId,
  type ThreadState,
  type TurnId,
} from '@plumbline/lifecycle';
import type { Append, LoggedEvent, Store, StoreFault } from '../src/index.ts';

/** A thread that is written event by event, with the state that the runtime would hold. */
export class Story {
  readonly threadId: ThreadId;
  state: ThreadState | null = null;
  now = 1_000;

  constructor(
    readonly store: Store,
    threadId = 'thread-1',
  ) {
    this.threadId = threadId as ThreadId;
  }

  /** The append of these events at the end of what is known; nothing is taken over before `take`. */
  append(events: readonly ThreadEvent[], more: Partial<Append> = {}): Append {
    return {
      threadId: this.threadId,
      expectedVersion: this.state?.version ?? 0,
      at: this.now,
      events: events.map((event) => ({ event })),
      before: this.state,
      ...more,
    };
  }

  take(events: readonly LoggedEvent[]): void {
    for (const event of events) this.state = evolve(this.state, event);
  }

  async add(...events: readonly ThreadEvent[]): Promise<readonly LoggedEvent[]> {
    this.now += 1;
    const logged = await this.store.append(this.append(events));
    this.take(logged);
    return logged;
  }

  get live(): ThreadState {
    if (!this.state) throw new Error('the thread has no event');
    return this.state;
  }

  /** To a running turn; `n` tells the turns of a thread apart. */
  async run(n = 1): Promise<TurnId> {
    const turnId = `${this.threadId}-t${n}` as TurnId;
    if (!this.state) await this.add(created);
    await this.add(
      { type: 'turn.requested', turnId, origin: 'provider' },
      { type: 'turn.started', turnId, epoch: this.live.session.epoch },
    );
    return turnId;
  }

  async settle(turnId: TurnId): Promise<void> {
    await this.add({ type: 'turn.settled', turnId, outcome: 'completed', cause: 'provider', session: 'ready', expired: [] });
  }

  async stream(turnId: TurnId, itemId: string): Promise<ItemId> {
    const id = `${this.threadId}-${itemId}` as ItemId;
    await this.add({ type: 'item.started', itemId: id, turnId, order: this.live.nextOrder, content: { kind: 'assistant', text: '' } });
    return id;
  }

  /** Closed items, `count` in one append. */
  async items(turnId: TurnId, count: number, text: (n: number) => string = (n) => `text ${n}`): Promise<void> {
    const first = this.live.nextOrder;
    const closed = Array.from(
      { length: count },
      (_, n): ThreadEvent => noteOf(turnId, `${this.threadId}-i${first + n}`, first + n, text(n)),
    );
    await this.add(...closed);
  }
}

export function noteOf(turnId: TurnId, itemId: string, order: number, text: string): Extract<ThreadEvent, { type: 'item.closed' }> {
  return { type: 'item.closed', itemId: itemId as ItemId, turnId, order, status: 'done', content: { kind: 'assistant', text } };
}

export const created: ThreadEvent = {
  type: 'thread.created',
  projectId: 'project-1' as ProjectId,
  title: 'New thread',
  titleSource: 'default',
  settings: { provider: 'opencode', model: 'practice/plain' },
};

export const renamed = (title: string): ThreadEvent => ({ type: 'thread.renamed', title, source: 'user' });

export function textOf(item: Item | null | undefined): string | undefined {
  return item && item.kind !== 'tool' ? item.text : undefined;
}

/** The code with which it fails; 'ok' if it does not. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'ok',
    (error: unknown) => (error as StoreFault).code ?? String(error),
  );
}
