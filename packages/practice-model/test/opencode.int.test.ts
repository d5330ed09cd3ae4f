import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drop, gate, PracticeControl, practicePrompts, reasoning, script, text, tool, usage } from '../src/index.ts';
import { firstOf, type OpenCode, type Part, startOpenCode, takeTurn } from './opencode.ts';
import { compileProgram, type Program, startProgram } from './program.ts';

let compiled: Awaited<ReturnType<typeof compileProgram>>;
let program: Program;
let control: PracticeControl;
let openCode: OpenCode;

beforeAll(async () => {
  compiled = await compileProgram();
  program = await startProgram(compiled.main);
  control = new PracticeControl(program);
  openCode = await startOpenCode(program);
  await writeFile(join(openCode.directory, 'README.md'), '# Sample\n\nIt counts sheep.\n');
  await openCode.call('GET', '/config/providers');
  await openCode.call('GET', '/agent');
});

afterAll(async () => {
  await openCode?.stop();
  await program?.end();
  await compiled?.remove();
});

const promptOf = (name: string) => practicePrompts.find((prompt) => prompt.name === name)?.prompt ?? name;
const wordsOf = (parts: readonly Part[]) => parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
const toolsOf = (parts: readonly Part[]) => parts.flatMap((part) => (part.type === 'tool' ? [[part.tool, part.state?.status]] : []));

interface Permission {
  id: string;
  permission: string;
  patterns: string[];
  metadata: { command?: string };
}

describe('the built-in scripts in the real OpenCode', () => {
  it('given "write a file and run it", then the file is on disk, it ran, and the session has a title made of the prompt', async () => {
    const turn = await takeTurn(openCode, promptOf('write'));
    expect(await readFile(join(openCode.directory, 'hello.mjs'), 'utf8')).toContain('console.log');
    expect(toolsOf(turn.parts)).toEqual([
      ['write', 'completed'],
      ['bash', 'completed'],
    ]);
    expect(wordsOf(turn.parts)).toContain(`Node ${process.version} sees`);
    await control.waitForRequests({ sessionId: turn.sessionId, outcome: 'completed' }, 4);
    const seen = await control.requests({ sessionId: turn.sessionId });
    expect(seen.filter((request) => request.auxiliary === 'title')).toHaveLength(1);
    expect(seen.filter((request) => !request.auxiliary).map(({ key, step }) => [key, step])).toEqual([
      ['write', 0],
      ['write', 1],
      ['write', 2],
    ]);
    await expect
      .poll(() => openCode.call<{ title: string }>('GET', `/session/${turn.sessionId}`))
      .toMatchObject({ title: promptOf('write') });
  });

  it('given "explain this project", then it says what the tools read', async () => {
    const { parts } = await takeTurn(openCode, promptOf('explain'), 'titled');
    expect(toolsOf(parts).every(([, status]) => status === 'completed')).toBe(true);
    expect(wordsOf(parts)).toContain('`README.md`');
    expect(wordsOf(parts)).toContain('begins with “Sample” and goes on: “It counts sheep.”');
    expect(wordsOf(parts)).toContain('It has no git history.');
  });

  it('given "ask me for a permission", then OpenCode asks with no configuration, and the answer is told', async () => {
    for (const [reply, told] of [
      [{ reply: 'reject', message: 'not today' }, 'You said no, with the words: “not today”'],
      [{ reply: 'once' }, 'was allowed to run'],
    ] as const) {
      const turn = takeTurn(openCode, promptOf('permission'), 'titled');
      const asked = await firstOf<Permission>(openCode, '/permission');
      expect(asked).toMatchObject({ permission: 'external_directory', patterns: ['/etc/*'], metadata: { command: 'cat /etc/hosts' } });
      await openCode.call('POST', `/permission/${asked.id}/reply`, reply);
      expect(wordsOf((await turn).parts)).toContain(told);
    }
  });

  it('given "ask me a question", then OpenCode asks, and the answer is told', async () => {
    const turn = takeTurn(openCode, promptOf('question'), 'titled');
    const asked = await firstOf<{ id: string; questions: { options: { label: string }[] }[] }>(openCode, '/question');
    expect(asked.questions[0]?.options.map((option) => option.label)).toEqual(['Brass', 'Blue', 'Red']);
    await openCode.call('POST', `/question/${asked.id}/reply`, { answers: [['Red']] });
    expect(wordsOf((await turn).parts)).toContain('You answered **Red**');
  });

  it('given "fail on purpose", then the turn ends with a reason that a person can read, after one attempt', async () => {
    const turn = await takeTurn(openCode, promptOf('fail'), 'titled');
    expect(turn.errors[0]?.data).toMatchObject({ statusCode: 400, message: expect.stringContaining('because you asked it to') });
    expect(await control.requests({ sessionId: turn.sessionId })).toHaveLength(1);
  });
});

describe('scripts in the real OpenCode', () => {
  it('given a dropped attempt, parallel tools and a child session, then each step is played once and in order', async () => {
    const [key, child] = [randomUUID(), randomUUID()];
    const inner = script(child).step(text('from the child'));
    const prompt = script(key)
      .step(reasoning('first'), text('lost'), drop({ times: 1 }), tool('bash', { command: 'echo a' }), tool('bash', { command: 'false' }))
      .step(tool('task', { description: 'a child', prompt: inner.toPrompt(), subagent_type: 'general' }))
      .step(text('the end'))
      .toPrompt();
    const { parts } = await takeTurn(openCode, prompt, 'titled');
    expect(wordsOf(parts)).toContain('the end');
    expect((await control.requests({ key })).map(({ step, attempt, outcome }) => [step, attempt, outcome])).toEqual([
      [0, 1, 'failed'],
      [0, 2, 'completed'],
      [1, 1, 'completed'],
      [2, 1, 'completed'],
    ]);
    expect(await control.requests({ key: child })).toHaveLength(1);
  });

  it('given an answer at a gate, when the session is aborted, then the model sees the client go', async () => {
    const key = randomUUID();
    const turn = takeTurn(openCode, script(key).step(text('partial'), gate(key)).toPrompt(), 'titled');
    await control.waitForGate(key);
    const [open] = await control.requests({ key });
    await openCode.call('POST', `/session/${open?.sessionId}/abort`);
    await control.waitForRequests({ key, outcome: 'disconnected' }, 1);
    expect(await control.requests({ key })).toHaveLength(1);
    await turn;
  });

  it('given a compaction in the middle of a turn, then the script goes on at its next step', async () => {
    const key = randomUUID();
    const bash = (command: string) => tool('bash', { command });
    const prompt = script(key)
      .step(text('one'), bash('echo a'))
      .step(text('two'), bash('echo b'), usage({ input: 250_000 }))
      .step(text('three'), bash('echo c'), usage({ input: 250_000 }))
      .step(text('four'))
      .beforeCompaction(gate(key))
      .toPrompt();
    const turn = takeTurn(openCode, prompt, 'titled');
    await control.waitForGate(key);
    await control.release(key);
    const { parts } = await turn;
    expect(wordsOf(parts)).toContain('four');
    const seen = await control.requests({ key });
    expect(seen.map(({ auxiliary, step }) => [auxiliary ?? 'call', step])).toEqual([
      ['call', 0],
      ['call', 1],
      ['compaction', 2],
      ['call', 2],
      ['compaction', 3],
      ['call', 3],
    ]);
  });
});
