import { type Command, decide, evolve, type ThreadEvent, type ThreadId } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../test/manual-clock.ts';
import { defaultTiming } from '../boot/timing.ts';
import type { Core } from '../core.ts';
import { Lane } from '../lanes/lane.ts';
import { watch } from './watch.ts';

const threadId = 'thr_a' as ThreadId;
const at = 1_800_000_000_000;

function setUp() {
  const clock = new ManualClock();
  const lane = new Lane(threadId, async () => undefined);
  const told: string[] = [];
  const core = {
    clock,
    timing: defaultTiming,
    phase: 'ready',
    providers: new Map(),
    texts: { of: () => ({}), freeze: () => undefined, thaw: () => undefined },
    ignored: { add: () => undefined },
    metrics: { settled: () => undefined, verdict: () => undefined },
    store: {
      append: async ({ events }: { events: readonly { event: ThreadEvent }[] }) => Promise.reject(told.push(events[0]?.event.type ?? '')),
    },
    storageFailed: () => undefined,
    log: { error: () => undefined },
    asked: (_lane: Lane, ask: string) => told.push(ask),
  } as unknown as Core;
  const alarms = { observe: () => told.push('observe'), lookUp: () => told.push('look-up'), release: () => told.push('release') };
  const apply = (...events: readonly ThreadEvent[]) => {
    for (const event of events) lane.state = evolve(lane.state, { threadId, version: (lane.state?.version ?? 0) + 1, at, event });
    watch(core, lane, alarms);
  };
  const run = (command: Command) => {
    const decided = decide(lane.state, command, at);
    if (decided.ok) apply(...decided.events);
  };
  return { clock, lane, told, apply, run };
}

type SetUp = ReturnType<typeof setUp>;

function pending({ run }: SetUp): void {
  run({ type: 'thread.create', threadId, projectId: 'p' as never, settings: { provider: 'x', model: 'x/y' } });
  run({
    type: 'thread.turn.start',
    messageId: 'msg_1' as never,
    turnId: 'turn_1' as never,
    itemId: 'item_1' as never,
    text: 'go',
    attachments: [],
  });
}

function handed({ run, apply, ...rest }: SetUp): void {
  pending({ run, apply, ...rest });
  apply({ type: 'session.bound', epoch: 1, resumed: false });
  run({ type: 'thread.message.hand-over' });
}

function running(all: SetUp): void {
  handed(all);
  all.apply({ type: 'message.delivered', messageId: 'msg_1' as never, turnId: 'turn_1' as never });
  all.apply({ type: 'turn.started', turnId: 'turn_1' as never, epoch: 1 });
}

describe('timers', () => {
  it('given a thread at rest, then nothing is timed', () => {
    const all = setUp();
    all.run({ type: 'thread.create', threadId, projectId: 'p' as never, settings: { provider: 'x', model: 'x/y' } });
    expect(all.lane.endTimer).toBeNull();
  });

  it('given a turn that is not handed over, when 30 s pass, then the start has failed (rule 23)', async () => {
    const all = setUp();
    pending(all);
    all.clock.forward(29_900);
    await settle();
    expect(all.told).toEqual([]);
    all.clock.forward(200);
    await settle();
    expect(all.told).toContain('message.returned');
  });

  it('given a prompt handed over, when 30 s pass without acceptance, then it is looked up (rule 33), and asked about in the silence before', async () => {
    const all = setUp();
    handed(all);
    all.clock.forward(20_100);
    expect(all.told).toEqual(['observe']);
    all.clock.forward(10_000);
    expect(all.told).toEqual(['observe', 'look-up']);
  });

  it('given a running turn with signs of life, when it falls silent, then it is asked 20 s after the last one, and again (rule 15)', () => {
    const all = setUp();
    running(all);
    all.clock.forward(15_000);
    all.lane.lastSignOfLife = all.clock.monotonic();
    all.clock.forward(19_000);
    expect(all.told).toEqual([]);
    all.clock.forward(1_100);
    expect(all.told).toEqual(['observe']);
    all.clock.forward(20_000);
    expect(all.told).toEqual(['observe', 'observe']);
  });
});
