import type { ItemId, ThreadEvent, TurnId } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import { MemoryRuntime } from '../../test/memory-runtime.ts';
import { exportThread } from './answer.ts';
import { attachmentOf, fileNameOf } from './file-name.ts';
import { inline, wellEnded } from './marks.ts';
import { threadExport } from './schema.ts';

const settings = { provider: 'opencode', model: 'practice/plain' };
const turnId = 'turn_1' as TurnId;

function closed(order: number, content: Extract<ThreadEvent, { type: 'item.closed' }>['content'], status: 'done' | 'partial' = 'done') {
  return { type: 'item.closed', itemId: `item_${order}` as ItemId, turnId, order, status, content } as const;
}

function given(): MemoryRuntime {
  const runtime = new MemoryRuntime();
  const output = { preview: 'a ``` b', bytes: 90_000, blobId: 'blob_1' as never };
  const tool = { kind: 'tool', callId: 'call_secret', tool: 'bash', title: 'npm *test*', input: { command: 'npm test' } } as const;
  const usage = { input: 10, output: 5, reasoning: 0, cacheRead: 0, cacheWrite: 0, cost: 0.5 };
  runtime.append(
    'thr_1',
    { type: 'thread.created', projectId: 'p' as never, title: '# Fix: a/b', titleSource: 'user', settings },
    { type: 'turn.requested', turnId, origin: 'provider' },
    { type: 'turn.started', turnId, epoch: 1 },
    closed(1, {
      kind: 'user',
      text: 'Do it.\n\n# Not a heading',
      attachments: [{ name: 'a_b.png', mime: 'image/png', blobId: 'blob_2' as never, bytes: 7 }],
    }),
    closed(2, { ...tool, result: 'failed', output, exitCode: 1 }),
    closed(3, { kind: 'assistant', text: 'Here:\n```js\nlet a' }, 'partial'),
    { type: 'turn.stepped', turnId, finish: 'final', usage },
    { type: 'turn.settled', turnId, outcome: 'interrupted', cause: 'user', session: 'ready', expired: [] },
    { type: 'turn.requested', turnId: 'turn_2' as TurnId, origin: 'provider' },
  );
  return runtime;
}

const ask = async (as: string) => {
  const response = await exportThread(given(), { threadId: 'thr_1', as }, 5_000);
  return { response, text: await response.text() };
};

describe('an export', () => {
  it('given JSON, then it is what its schema says, without ids of the provider, with the size of what was cut', async () => {
    const { response, text } = await ask('json');
    expect(response.headers.get('content-disposition')).toContain('filename="Fix-a-b.json"');
    const file = threadExport.strict().parse(JSON.parse(text));
    expect(file).toMatchObject({ version: 1, exportedAt: 5_000, thread: { title: '# Fix: a/b', project: null } });
    expect(file.turns.map(({ state }) => state)).toEqual(['interrupted', 'pending']);
    expect(file.turns[0]).toMatchObject({ cause: 'user', usage: { cost: 0.5 } });
    expect(file.turns[0]?.items[1]).toMatchObject({ tool: 'bash', output: { bytes: 90_000, whole: false }, exitCode: 1 });
    expect(file.turns[0]?.items[0]).toMatchObject({ attachments: [{ name: 'a_b.png', bytes: 7 }] });
    expect(text).not.toContain('call_secret');
  });

  it('given Markdown, then nothing of a text breaks out of its place', async () => {
    const { text } = await ask('markdown');
    expect(text.match(/^#+ .*/gm)).toEqual(['# \\# Fix: a/b', '## Turn 1', '## Turn 2']);
    expect(text).toContain('> # Not a heading\n\n*Attached: a\\_b.png, 7 bytes.*');
    expect(text).toContain('````\na ``` b\n````\n\n*A part of 90,000 bytes.*');
    expect(text).toContain('let a\n```\n\n*It ends here, unfinished.*');
    expect(text).toContain('*interrupted (user) ·');
  });

  it('given turns that are rewound, or were, then they are in the file, which says so', async () => {
    const runtime = given();
    const file = async (as: string) => (await exportThread(runtime, { threadId: 'thr_1', as }, 0)).text();
    const json = async () => threadExport.strict().parse(JSON.parse(await file('json')));
    const settled = { type: 'turn.settled', outcome: 'completed', cause: 'provider', session: 'ready', expired: [] } as const;
    runtime.append('thr_1', { ...settled, turnId: 'turn_2' as TurnId }, { type: 'thread.rewound', turns: { from: 2, to: 2 } });
    expect(await file('markdown')).toContain('*Rewound: the last turn.*');
    expect((await json()).thread.rewoundTurns).toBe(1);
    const third = 'turn_3' as TurnId;
    runtime.append('thr_1', { type: 'turn.requested', turnId: third, origin: 'user' }, { type: 'turn.started', turnId: third, epoch: 1 });
    expect(await file('markdown')).toContain('## Turn 3\n\n*Turn 2 was rewound before this one.*');
    expect((await json()).turns.map(({ rewound }) => rewound)).toEqual([undefined, undefined, { from: 2, to: 2 }]);
  });

  it('given a thread or a form that is not there, then it is refused before the first byte', async () => {
    await expect(ask('xml')).rejects.toThrow();
    await expect(exportThread(given(), { threadId: 'nobody', as: 'json' }, 0)).rejects.toMatchObject({ code: 'THREAD_NOT_FOUND' });
  });
});

describe('names and marks', () => {
  it.each([
    ['../../etc/passwd', 'etc-passwd.md'],
    ['  ', 'thread.md'],
    ['CON', 'thread-CON.md'],
    ['Löse „Bug“ 7…', 'Löse-Bug-7.md'],
    ['修复 登录', '修复-登录.md'],
    ['x'.repeat(200), `${'x'.repeat(60)}.md`],
    ['a\r\nb: "c"', 'a-b-c.md'],
  ])('given the title %j, then the file is %s', (title, name) => {
    expect(fileNameOf(title, 'md')).toBe(name);
    expect(attachmentOf(name)).toMatch(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.%-]+$/);
  });

  it('given fences, then only one that is open is closed', () => {
    expect(wellEnded('```\na\n```')).toBe('```\na\n```');
    expect(wellEnded('````\n```\na')).toBe('````\n```\na\n````');
    expect(inline('a\n*b* <i>')).toBe('a \\*b\\* \\<i\\>');
  });
});
