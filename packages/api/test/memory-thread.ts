import {
  applyToTimeline,
  type EventRecord,
  evolve,
  type Item,
  type ItemId,
  type Request,
  type RequestId,
  summarize,
  type ThreadEvent,
  type ThreadId,
  type ThreadSnapshot,
  type ThreadState,
  type TurnId,
  type TurnRow,
} from '@plumbline/lifecycle';
import type { IgnoredPage, ThreadPiece } from '@plumbline/store';

/** One thread in memory: its state and rows, folded by the real rules. */
export class MemoryThread {
  state: ThreadState | null = null;
  readonly threadId: ThreadId;
  readonly turns = new Map<TurnId, TurnRow>();
  readonly items = new Map<ItemId, Item>();
  readonly requests = new Map<RequestId, Request>();
  /** What is stored of the text of streaming items. */
  readonly texts = new Map<ItemId, string>();
  /** Signals that changed nothing, oldest first; a test puts them here. */
  readonly ignored: IgnoredPage['signals'][number][] = [];

  constructor(threadId: ThreadId) {
    this.threadId = threadId;
  }

  append(event: ThreadEvent | null, at: number): EventRecord {
    const record: EventRecord = { threadId: this.threadId, version: (this.state?.version ?? 0) + 1, at, event };
    const after = evolve(this.state, record);
    const change = applyToTimeline(this.state, record, after, {
      item: (id) => this.items.get(id),
      turn: (id) => this.turns.get(id),
      request: (id) => this.requests.get(id),
    });
    for (const turn of change.turns) this.turns.set(turn.turnId, turn);
    for (const item of change.items) this.items.set(item.itemId, item);
    for (const itemId of change.discarded) this.items.delete(itemId);
    for (const request of change.requests) this.requests.set(request.requestId, request);
    for (const item of [...this.texts.keys()]) if (this.items.get(item)?.status !== 'streaming') this.texts.delete(item);
    this.state = after;
    return record;
  }

  /** The newest `turnsAtMost` turns with their items; `before`: only those with a smaller number. */
  page(turnsAtMost: number, before = Number.POSITIVE_INFINITY): Pick<ThreadSnapshot, 'turns' | 'items' | 'requests' | 'olderCursor'> {
    const all = [...this.turns.values()].filter((turn) => turn.number < before).sort((a, b) => a.number - b.number);
    const turns = all.slice(-turnsAtMost);
    const has = new Set(turns.map((turn) => turn.turnId));
    const items = [...this.items.values()].filter((item) => has.has(item.turnId)).sort((a, b) => a.order - b.order);
    const first = turns[0];
    return {
      turns,
      items: items.map((item) => this.#shown(item)),
      requests: [...this.requests.values()].filter((request) => has.has(request.turnId)),
      ...(first && all.length > turns.length && { olderCursor: String(first.number) }),
    };
  }

  async *pieces(): AsyncGenerator<ThreadPiece> {
    const { turns, items, requests } = this.page(this.turns.size);
    for (const turn of turns) {
      yield { kind: 'turn', turn };
      yield { kind: 'items', items: items.filter(({ turnId }) => turnId === turn.turnId) };
      yield { kind: 'requests', requests: requests.filter(({ turnId }) => turnId === turn.turnId) };
    }
  }

  snapshot(cursor: string, turnsAtMost: number): ThreadSnapshot {
    const { state } = this;
    if (!state) throw new Error('an empty thread');
    const { session, queue, version } = state;
    return { thread: summarize(state), state, session, queue, version, cursor, ...this.page(turnsAtMost) };
  }

  #shown(item: Item): Item {
    return item.status === 'streaming' && item.kind !== 'tool' ? { ...item, text: this.texts.get(item.itemId) ?? '' } : item;
  }
}
