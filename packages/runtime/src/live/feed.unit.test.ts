import type { ItemId, ThreadEvent, ThreadId, ThreadSummary, TurnId } from '@plumbline/lifecycle';
import type { LoggedEvent } from '@plumbline/store';
import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../test/manual-clock.ts';
import type { ShownText } from '../ingestion/texts.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import { type FeedFlush, feed, replayLimit } from './feed.ts';
import { LiveHub } from './hub.ts';

const open = 'thr_open' as ThreadId;
const other = 'thr_other' as ThreadId;
const item = 'item_a' as ItemId;
const turnId = 'turn_a' as TurnId;
const logEpoch = '0b0e9a0e-0000-4000-8000-000000000000';

const started: ThreadEvent = { type: 'item.started', itemId: item, turnId, order: 1, content: { kind: 'assistant', text: '' } };
const closed: ThreadEvent = {
  type: 'item.closed',
  itemId: item,
  turnId,
  order: 1,
  status: 'done',
  content: { kind: 'assistant', text: 'Hello' },
};
const ready: ThreadEvent = { type: 'session.ready' };

class Log {
  readonly events: LoggedEvent[] = [];
  readonly clock = new ManualClock();
  readonly hub = new LiveHub(0);
  shown: ShownText[] = [];
  reads = 0;

  add(...events: readonly { threadId: ThreadId; event: ThreadEvent }[]): void {
    const added = events.map(({ threadId, event }, index) => ({
      threadId,
      event,
      at: 1,
      version: 1,
      sequence: this.events.length + index + 1,
    }));
    this.events.push(...added);
    this.hub.committed(added);
  }

  follow(input: { threadId?: ThreadId; cursor?: string }, signal: AbortSignal): AsyncGenerator<FeedFlush> {
    const store = {
      logEpoch,
      eventsAfter: async (sequence: number, options: { threadId?: ThreadId; limit?: number } = {}) => {
        this.reads += 1;
        return this.events
          .filter((each) => each.sequence > sequence && (options.threadId === undefined || each.threadId === options.threadId))
          .slice(0, options.limit);
      },
      summary: async (threadId: ThreadId) => ({ threadId }) as ThreadSummary,
    };
    return feed({ store, hub: this.hub, clock: this.clock, flush: 40, shownTexts: () => this.shown }, input, signal);
  }

  /** What the reader gets next, with the flush's wait run out. */
  async next(reader: AsyncGenerator<FeedFlush>): Promise<FeedFlush> {
    const next = reader.next();
    await settle();
    this.clock.forward(40);
    const { value } = await next;
    return value as FeedFlush;
  }
}

const cursorAt = (sequence: number) => formatCursor({ logEpoch, sequence });
const kinds = (flush: FeedFlush) =>
  flush.messages.map((message) => (message.kind === 'event' ? `event ${message.sequence}` : message.kind));

describe('live feed', () => {
  it('given a cursor, when a reader connects, then it gets what it missed, the summaries of others, the text from 0, and ready', async () => {
    const log = new Log();
    log.add({ threadId: open, event: ready }, { threadId: other, event: ready }, { threadId: open, event: started });
    log.shown = [{ itemId: item, startedAt: 3, text: 'Hel' }];
    const first = await log.next(log.follow({ threadId: open, cursor: cursorAt(1) }, new AbortController().signal));
    expect(kinds(first)).toEqual(['event 3', 'summary', 'summary', 'text', 'ready']);
    expect(first.messages[3]).toMatchObject({ offset: 0, text: 'Hel' });
    expect(first.cursor).toBe(cursorAt(3));
  });

  it('given news while it waits, when the flush comes, then events in order, then text, then summaries, in one array', async () => {
    const log = new Log();
    const reader = log.follow({ threadId: open }, new AbortController().signal);
    await log.next(reader);
    log.add({ threadId: open, event: started }, { threadId: other, event: ready });
    log.shown = [{ itemId: item, startedAt: 1, text: 'He' }];
    const second = await log.next(reader);
    expect(kinds(second)).toEqual(['event 1', 'text', 'summary', 'summary']);
    log.shown = [{ itemId: item, startedAt: 1, text: 'Hello' }];
    log.hub.textMoved();
    const third = await log.next(reader);
    expect(third.messages).toEqual([{ kind: 'text', threadId: open, itemId: item, offset: 2, text: 'llo' }]);
  });

  it('given news that comes alone, then it is told within 5 ms; given much, then an array each 40 ms', async () => {
    const log = new Log();
    const reader = log.follow({ threadId: open }, new AbortController().signal);
    await log.next(reader);
    const waits: number[] = [];
    for (let news = 0; news < 8; news += 1) {
      log.add({ threadId: open, event: ready });
      let told = false;
      const next = reader.next().then(() => {
        told = true;
      });
      await settle();
      for (waits.push(0); !told; waits[news] = (waits[news] ?? 0) + 1) {
        log.clock.forward(1);
        await settle();
      }
      await next;
    }
    expect(waits.slice(0, 4).every((ms) => ms <= 5)).toBe(true);
    expect(waits.slice(5)).toEqual([40, 40, 40]);
  });

  it('given an item whose start the reader has not seen, or whose end it has, when text is at hand, then it is not told', async () => {
    const log = new Log();
    const reader = log.follow({ threadId: open }, new AbortController().signal);
    await log.next(reader);
    log.shown = [{ itemId: item, startedAt: 9, text: 'early' }];
    log.add({ threadId: open, event: ready });
    expect(kinds(await log.next(reader))).toEqual(['event 1', 'summary']);
    log.shown = [{ itemId: item, startedAt: 2, text: 'Hello' }];
    log.add({ threadId: open, event: started }, { threadId: open, event: closed });
    expect(kinds(await log.next(reader))).toEqual(['event 2', 'event 3', 'summary']);
  });

  it.each([
    ['epoch', `another.${0}`],
    ['epoch', 'junk'],
    ['future', cursorAt(99)],
  ] as const)('given a cursor that is %s, when a reader connects, then reset', async (reason, cursor) => {
    const log = new Log();
    log.add({ threadId: open, event: ready });
    const first = await log.next(log.follow({ threadId: open, cursor }, new AbortController().signal));
    expect(first.messages).toEqual([
      { kind: 'reset', reason },
      { kind: 'ready', at: expect.any(Number) },
    ]);
    expect(first.cursor).toBe(cursorAt(1));
  });

  it('given a reader that stalls, when it comes back far behind, then one reset, and the log was not read for it meanwhile', async () => {
    const log = new Log();
    const reader = log.follow({ threadId: open }, new AbortController().signal);
    await log.next(reader);
    for (let count = 0; count <= replayLimit; count += 1) log.add({ threadId: open, event: ready });
    expect(log.reads).toBe(0);
    const flush = await log.next(reader);
    expect(flush.messages).toEqual([{ kind: 'reset', reason: 'too-old' }]);
    expect(flush.cursor).toBe(cursorAt(replayLimit + 1));
  });

  it('given a thread that was removed, when told, then as removed and not as a summary', async () => {
    const log = new Log();
    const reader = log.follow({}, new AbortController().signal);
    await log.next(reader);
    log.add({ threadId: other, event: ready }, { threadId: other, event: { type: 'thread.removed' } });
    log.hub.tellChanged('projects');
    expect((await log.next(reader)).messages).toEqual([
      { kind: 'removed', threadId: other },
      { kind: 'changed', what: 'projects' },
    ]);
  });

  it('given a reader, when its signal aborts, then the stream ends at once and nothing of it is left', async () => {
    const log = new Log();
    const controller = new AbortController();
    const reader = log.follow({}, controller.signal);
    await log.next(reader);
    const end = reader.next();
    controller.abort();
    expect((await end).done).toBe(true);
    expect(log.hub.readers).toBe(0);
  });

  it('given cursors, when parsed, then only whole ones are taken', () => {
    expect(parseCursor(cursorAt(12))).toEqual({ logEpoch, sequence: 12 });
    for (const junk of ['', '.', 'a.', '.1', 'a.-1', 'a.1.5x', 'a.1e400']) expect(parseCursor(junk)).toBeNull();
  });
});
