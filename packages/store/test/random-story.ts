import type { ItemContent, RequestId, SignalBody } from '@plumbline/lifecycle';
import { i, m, r, type Step, t, World } from '../../lifecycle/test/given.ts';
import type { NewEvent, Store } from '../src/index.ts';

/** A throw of dice: what happens next, and to which of the candidates. */
export interface Throw {
  readonly op: number;
  readonly a: number;
}

const contents: readonly ItemContent[] = [
  { kind: 'assistant', text: 'said' },
  { kind: 'reasoning', text: '' },
  { kind: 'plan', text: 'first this' },
  {
    kind: 'tool',
    callId: 'c',
    tool: 'bash',
    title: 'ls',
    input: { n: 1 },
    result: 'running',
    output: { preview: '', bytes: 0 },
    note: '1 line',
    patch: '@@',
  },
];
const failed = { code: 'PROVIDER_TURN_FAILED', message: 'because \u0000 of \ud83d', retryable: true } as const;
const usage = { input: 1, output: 2, reasoning: 3, cacheRead: 4, cacheWrite: 5, cost: 0.25 };

/** Steps of a thread's life, with ids from what it holds; half of them lead on, so that turns come to work and to their end. */
function stepOf(world: World, { op, a }: Throw, n: number): Step {
  const { turn, session, lastTurn, queue } = world.state;
  const turnId = (op % 7 === 0 ? lastTurn?.turnId : turn?.turnId) ?? t('nobody');
  const itemId = i(`i${a % 2}-${turnId}`);
  const messageId = turn?.messageId ?? queue.messages[a % 3]?.messageId ?? m('nobody');
  const tell = (body: SignalBody): Step => ({ signal: body });
  const requestId: RequestId = r(`r${(op >> 1) % 2}-${turnId}`);
  // One of the two items of a turn is a sub-agent's.
  const parent = a % 2 === 1 ? { parentId: i(`i0-${turnId}`) } : {};
  const content = contents[a % contents.length] ?? { kind: 'plan', text: '' };
  const on: readonly Step[] = [
    tell({ kind: 'bound', resumed: false }),
    { command: { type: 'thread.message.hand-over' } },
    tell({ kind: 'prompt-accepted', messageId }),
    tell({ kind: 'item-started', turnId, itemId, ...parent, content }),
    tell({ kind: 'item-closed', turnId, itemId, ...parent, content }),
    tell({ kind: 'item-discarded', turnId, itemId }),
    tell({ kind: 'request-resolved', requestId }),
    tell({ kind: 'step-ended', turnId, finish: 'more', usage }),
    tell({ kind: 'files-changed', turnId, changes: { files: a, added: 2 * a, removed: 1 } }),
    tell({
      kind: 'request-opened',
      turnId,
      request: { requestId, kind: 'permission', title: 'Run', detail: 'x', choices: ['allow', 'deny'] },
    }),
  ];
  const other: readonly Step[] = [
    tell({ kind: 'turn-completed', turnId }),
    tell({ kind: 'turn-failed', turnId, failure: failed }),
    tell({ kind: 'turn-aborted', turnId }),
    tell({ kind: 'exited', cause: 'exit' }),
    tell({ kind: 'turn-retrying', turnId, attempt: a, reason: 'limit', nextAt: world.now + 5 }),
    tell({ kind: 'item-gap', turnId, itemId }),
    tell({ kind: 'item-updated', turnId, itemId, tool: contents[3] as Extract<ItemContent, { kind: 'tool' }> }),
    tell({ kind: 'foreign-work', freshTurnId: t(`f${n}`) }),
    tell({ kind: 'quiet' }),
    { command: { type: 'thread.rewind', turn: Math.max(1, world.state.turnCount - (a % 3)) } },
    tell({ kind: 'rewound', turns: { from: Math.max(1, world.state.turnCount - (a % 3)), to: world.state.turnCount } }),
    { command: { type: 'thread.rewind.undo' } },
    tell({ kind: 'rewind-undone' }),
    tell({ kind: 'rewind-failed', failure: failed }),
    { command: { type: 'thread.turn.interrupt', by: 'user' } },
    { command: { type: 'thread.queue.resume' } },
    { command: { type: 'thread.queue.drain', turnId: t(`t${n}`), itemId: i(`u${n}`) } },
    { command: { type: 'thread.rename', title: `title ${n}` } },
    { command: { type: 'thread.request.respond', requestId, answer: { kind: 'decision', decision: 'allow' } } },
    { observe: { kind: 'unknown' } },
    { observe: { kind: 'alive', busy: false, prompt: 'absent', standing: { kind: 'none' } } },
    { after: a * 1_000 },
  ];
  if (op % 5 === 0 || (!turn && session.status !== 'starting'))
    return {
      command: {
        type: 'thread.turn.start',
        messageId: m(`m${n}`),
        turnId: t(`t${n}`),
        itemId: i(`u${n}`),
        text: `hi ${n}`,
        attachments: [],
      },
    };
  return (op % 2 === 0 ? on[a % on.length] : other[a % other.length]) ?? { after: 1 };
}

/** A random life, written into the store step by step: one append a step, as the runtime does. */
export async function live(store: Store, dice: readonly Throw[], look: (world: World) => Promise<void> = async () => {}): Promise<World> {
  const world = new World();
  const write = async (before: World['state'] | null, from: number) => {
    const records = world.log.slice(from);
    if (records.length === 0) return;
    const events = records.flatMap(({ event }): NewEvent[] => (event ? [{ event, ...privateOf(event.type) }] : []));
    await store.append({ threadId: world.state.threadId, expectedVersion: from, at: world.now, events, before });
  };
  await write(null, 0);
  for (const [n, one] of dice.entries()) {
    const [before, from] = [world.state, world.log.length];
    world.do(stepOf(world, one, n));
    await write(before, from);
    await look(world);
  }
  return world;
}

function privateOf(type: string): Pick<NewEvent, 'private'> {
  if (type === 'session.bound') return { private: { session: 'native-session' } };
  return type === 'request.opened' ? { private: { request: 'native-request' } } : {};
}
