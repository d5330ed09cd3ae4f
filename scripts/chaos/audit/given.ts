import type { EventRecord, ThreadEvent, ThreadSnapshot } from '@plumbline/lifecycle';
import { accepted, completed, i, World as LifecycleWorld, type Step, send, signal, t } from '../../../packages/lifecycle/test/given.ts';
import type { Sent } from '../load/ledger.ts';
import type { AuditedThread, World } from './world.ts';

/** The text of the message n, as the provider gets it. */
const prompt = (n: number) => `practice:{"key":"mark-${n}"}`;
const answer = 'A whole sentence.';

/** The provider has it, shows a text and is done. */
const answered: readonly Step[] = [
  { signal: { kind: 'bound', resumed: false } },
  { command: { type: 'thread.message.hand-over' } },
  accepted(1),
  signal({ kind: 'item-started', turnId: t('t1'), itemId: i('a1'), content: { kind: 'assistant', text: '' } }),
  signal({ kind: 'item-closed', turnId: t('t1'), itemId: i('a1'), content: { kind: 'assistant', text: answer } }),
  completed(1),
];

/** A world at rest without a lie: one thread, whose one message was answered. The rules themselves wrote its log. */
export function honest(): World {
  return worldOf(new LifecycleWorld().do(send(1, prompt(1)), ...answered));
}

/** The same, and a turn whose answer goes on. */
export function atWork(): World {
  return worldOf(new LifecycleWorld().do(send(1, prompt(1)), ...answered.slice(0, 3)));
}

function worldOf({ state, log, items }: LifecycleWorld): World {
  const { threadId } = state;
  const served = { state, items: [...items.values()] } as unknown as ThreadSnapshot;
  return {
    log: log.map((record, at) => ({ ...record, sequence: at + 1 })),
    head: log.length,
    threads: [
      {
        threadId,
        served,
        seen: { state, items: served.items },
        shown: new Map([['a1', 'A whole']]),
        provider: { busy: state.turn !== undefined, prompts: [prompt(1)] },
      },
    ],
    sent: [{ threadId, marker: 'mark-1', commandId: 'command-1', messageId: 'm1' }],
    contradictions: [],
    verified: [],
    processes: [
      { pid: 1, command: 'next-server (v16)' },
      { pid: 2, command: '/somewhere/opencode serve --port 1' },
      { pid: 3, command: 'node packages/practice-model/dist/main.js' },
    ],
  };
}

/** The world with its one thread changed. */
export function withThread(world: World, change: (thread: AuditedThread) => Partial<AuditedThread>): World {
  return { ...world, threads: world.threads.map((thread) => ({ ...thread, ...change(thread) })) };
}

/** The world with its one message changed as its sender knows it. */
export function withSent(world: World, change: Partial<Sent>): World {
  return { ...world, sent: world.sent.map((sent) => ({ ...sent, ...change })) };
}

/** The world with one more event, or one less of each type in `without`; versions stay contiguous. */
export function relogged(world: World, { more = [], without = [] }: { more?: ThreadEvent[]; without?: ThreadEvent['type'][] }): World {
  const threadId = world.threads[0]?.threadId as EventRecord['threadId'];
  const kept = world.log.flatMap(({ at, event }) => (event && without.includes(event.type) ? [] : [{ at, event }]));
  const events = [...kept, ...more.map((event) => ({ at: 1_000, event }))];
  const log = events.map(({ at, event }, place) => ({ threadId, at, event, version: place + 1, sequence: place + 1 }));
  return { ...world, log, head: log.length };
}
