import { expect, test, vi } from 'vitest';
import { browserSlots, type StreamSlots } from './slots.ts';

/** The locks of one browser, as its tabs see them. */
function browser() {
  const held = new Map<string, () => void>();
  const locks = {
    request: async (name: string, _options: unknown, run: (lock: unknown) => unknown) => {
      if (held.has(name)) return run(null);
      held.set(name, () => {});
      try {
        return await run({ name });
      } finally {
        held.delete(name);
      }
    },
  } as unknown as Pick<LockManager, 'request'>;
  const tab = () => {
    const listeners: (() => void)[] = [];
    const page = {
      visibilityState: 'visible' as DocumentVisibilityState,
      addEventListener: (_: string, listener: () => void) => listeners.push(listener),
    };
    const slots = browserSlots({ locks, page: page as unknown as Document, retryMs: 20 });
    const show = (state: DocumentVisibilityState) => {
      page.visibilityState = state;
      for (const listener of listeners) listener();
    };
    return { slots, show };
  };
  return { tab, held };
}

const open = (tabs: readonly { slots: StreamSlots }[]) => tabs.filter(({ slots }) => slots.mode() === 'open').length;

test('given seven tabs that want a stream, then four have one and three poll', async () => {
  const { tab } = browser();
  const tabs = Array.from({ length: 7 }, tab);
  for (const { slots } of tabs) slots.want();
  await vi.waitFor(() => expect(open(tabs)).toBe(4));
});

test('given tabs that are hidden or closed, then one hidden tab keeps its stream without a break, and others take their places', async () => {
  const { tab } = browser();
  const tabs = Array.from({ length: 3 }, tab);
  const ends = tabs.map(({ slots }) => slots.want());
  await vi.waitFor(() => expect(open(tabs)).toBe(3));
  const [first, second] = tabs;
  if (!first || !second) throw new Error('no tabs');
  let changes = 0;
  first.slots.onChange(() => {
    changes += 1;
  });
  first.show('hidden');
  second.show('hidden');
  await vi.waitFor(() => expect(second.slots.mode()).toBe('poll'));
  expect([first.slots.mode(), changes]).toEqual(['open', 0]);
  const more = Array.from({ length: 3 }, tab);
  const others = more.map(({ slots }) => slots.want());
  await vi.waitFor(() => expect(open(more)).toBe(2));
  ends[0]?.();
  await vi.waitFor(() => expect(open(more)).toBe(3));
  second.show('visible');
  more[0]?.show('hidden');
  await vi.waitFor(() => expect(open([...tabs.slice(1), ...more])).toBe(4));
  for (const end of [...ends, ...others]) end();
  await vi.waitFor(() => expect(open([...tabs, ...more])).toBe(0));
});

test('given nobody wants a stream, then no lock is held', async () => {
  const { tab, held } = browser();
  const { slots } = tab();
  const end = slots.want();
  await vi.waitFor(() => expect(slots.mode()).toBe('open'));
  end();
  await vi.waitFor(() => expect(held.size).toBe(0));
});

test('given a browser without locks, then every tab polls', () => {
  const slots = browserSlots({ locks: undefined });
  slots.want();
  expect(slots.mode()).toBe('poll');
});
