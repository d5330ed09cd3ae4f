import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  drop,
  finish,
  gate,
  hang,
  inBandError,
  junk,
  PracticeControl,
  reasoning,
  type ScriptBuilder,
  script,
  status,
  text,
  tool,
  truncate,
  usage,
} from '../src/index.ts';
import { compileProgram, type Program, startProgram } from './program.ts';

let compiled: Awaited<ReturnType<typeof compileProgram>>;
let program: Program;
let control: PracticeControl;

beforeAll(async () => {
  compiled = await compileProgram();
  program = await startProgram(compiled.main);
  control = new PracticeControl(program);
});

afterAll(async () => {
  await program?.end();
  await compiled?.remove();
});

const tools = [{ type: 'function', function: { name: 'bash', parameters: {} } }];

function ask(
  prompt: string | ScriptBuilder,
  options: { stream?: boolean; signal?: AbortSignal; sessionId?: string } = {},
): Promise<Response> {
  const content = typeof prompt === 'string' ? prompt : prompt.toPrompt();
  return fetch(`${program.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${program.key}`, 'content-type': 'application/json', 'x-session-id': options.sessionId ?? 'ses_1' },
    body: JSON.stringify({
      model: 'practice',
      messages: [{ role: 'user', content }],
      tools,
      stream: options.stream ?? true,
      stream_options: { include_usage: true },
    }),
    signal: options.signal ?? AbortSignal.timeout(10_000),
  });
}

interface Chunk {
  choices: {
    delta: { role?: string; content?: string; reasoning_content?: string; tool_calls?: unknown[] };
    finish_reason: string | null;
  }[];
  usage?: { prompt_tokens: number; completion_tokens: number };
  error?: { message: string; type: string };
}

async function chunksOf(response: Response): Promise<{ chunks: Chunk[]; done: boolean }> {
  const events = (await response.text()).split('\n\n').filter((event) => event !== '');
  const data = events.map((event) => event.replace(/^data: /, ''));
  return { chunks: data.filter((each) => each !== '[DONE]').map((each) => JSON.parse(each) as Chunk), done: data.at(-1) === '[DONE]' };
}

describe('a streamed completion', () => {
  it('given reasoning, text and two tools, then the chunks come as the protocol has them', async () => {
    const { chunks, done } = await chunksOf(
      await ask(
        script(randomUUID()).step(
          reasoning('hm'),
          text('hello', { chunk: 2 }),
          tool('bash', { command: 'a' }),
          tool('bash', { command: 'b' }, { chunk: 5 }),
          usage({ input: 7, output: 3 }),
        ),
      ),
    );
    const deltas = chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.delta));
    expect(deltas[0]).toEqual({ role: 'assistant', content: '' });
    expect(deltas.slice(1, 5)).toEqual([{ reasoning_content: 'hm' }, { content: 'he' }, { content: 'll' }, { content: 'o' }]);
    const calls = deltas.flatMap((delta) => delta.tool_calls ?? []) as { index: number; id?: string; function: { arguments: string } }[];
    const args = [0, 1].map((index) => calls.filter((call) => call.index === index).map((call) => call.function.arguments));
    expect(args.map((pieces) => JSON.parse(pieces.join('')))).toEqual([{ command: 'a' }, { command: 'b' }]);
    expect(new Set(calls.flatMap((call) => call.id ?? [])).size).toBe(2);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('tool_calls');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } });
    expect(done).toBe(true);
  });

  it('given stream is false, then the same comes as one object', async () => {
    const response = await ask(script(randomUUID()).step(text('hello'), tool('bash', { command: 'a' }), finish('length')), {
      stream: false,
    });
    expect(await response.json()).toMatchObject({
      object: 'chat.completion',
      choices: [
        {
          finish_reason: 'length',
          message: { content: 'hello', tool_calls: [{ function: { name: 'bash', arguments: '{"command":"a"}' } }] },
        },
      ],
    });
  });
});

describe('failures', () => {
  it('given a status with times 2, then two attempts fail and the third goes on', async () => {
    const failing = script(randomUUID()).step(status(429, { headers: { 'retry-after': '3' }, times: 2 }), text('at last'));
    const first = await ask(failing);
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '3']);
    expect((await ask(failing)).status).toBe(429);
    expect(await (await ask(failing)).text()).toContain('at last');
    const seen = await control.requests({ key: failing.build().key });
    expect(seen.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
      [3, 'completed'],
    ]);
  });

  it('given a drop, then the connection breaks after the text', async () => {
    const response = await ask(script(randomUUID()).step(text('partial'), drop()));
    const read: string[] = [];
    const readAll = async () => {
      for await (const part of response.body ?? []) read.push(Buffer.from(part).toString());
    };
    await expect(readAll()).rejects.toThrow();
    expect(read.join('')).toContain('partial');
  });

  it('given junk, then what comes is no JSON', async () => {
    await expect(chunksOf(await ask(script(randomUUID()).step(text('a'), junk())))).rejects.toThrow(SyntaxError);
  });

  it('given a truncation, then the stream ends without a finish reason', async () => {
    const { chunks, done } = await chunksOf(await ask(script(randomUUID()).step(text('a'), truncate())));
    expect([chunks.every((chunk) => chunk.choices[0]?.finish_reason === null), done]).toEqual([true, false]);
  });

  it('given an error in the band, then it comes in place of a chunk', async () => {
    const { chunks, done } = await chunksOf(
      await ask(script(randomUUID()).step(text('a'), inBandError('overloaded', { type: 'server_error' }))),
    );
    expect([chunks.at(-1)?.error, done]).toEqual([{ message: 'overloaded', type: 'server_error', code: null }, false]);
  });

  it('given a hang, when the client goes away, then the server has seen it', async () => {
    const key = randomUUID();
    const client = new AbortController();
    const asked = ask(script(key).step(hang()), { signal: client.signal, sessionId: 'ses_hang' });
    await control.waitForRequests({ key }, 1);
    client.abort();
    await expect(asked).rejects.toThrow();
    const [seen] = await control.waitForRequests({ key, outcome: 'disconnected' }, 1);
    expect(seen).toMatchObject({ disconnected: true, sessionId: 'ses_hang', step: 0, attempt: 1, source: 'script' });
  });

  it('given a script that cannot be played, then 400 says where it is wrong', async () => {
    const response = await ask('practice:{"key":"k","steps":[[{"txet":"hi"}]]}');
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { code: 'bad_script', message: expect.stringContaining('steps[0][0]') } },
    ]);
  });
});

describe('gates', () => {
  it('given an answer at a gate, then the text before it has come and the rest comes after the release', async () => {
    const name = randomUUID();
    const response = await ask(script(name).step(text('before '), gate(name), text('after')));
    let read = '';
    let released = 0;
    for await (const part of response.body ?? []) {
      read += Buffer.from(part).toString();
      if (!read.includes('before ') || read.includes('after')) continue;
      await control.waitForGate(name);
      released += await control.release(name);
    }
    expect(released).toBe(1);
    expect(read.indexOf('after')).toBeGreaterThan(read.indexOf('before '));
  });

  it('given nobody comes, then waiting ends with a typed error', async () => {
    await expect(control.waitForGate(randomUUID(), { timeoutMs: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  });
});

describe('the program', () => {
  it('given no key or a wrong one, then only the health is told', async () => {
    const get = (path: string, key?: string) =>
      fetch(program.url + path, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } });
    expect((await get('/health')).status).toBe(200);
    for (const path of ['/v1/models', '/v1/chat/completions', '/control/requests']) {
      expect((await get(path)).status).toBe(401);
      expect((await get(path, 'wrong')).status).toBe(401);
    }
    expect(await (await get('/v1/models', program.key)).json()).toMatchObject({ data: [{ id: 'practice' }] });
    await expect(new PracticeControl({ url: program.url, key: 'wrong' }).requests()).rejects.toMatchObject({ code: 'REFUSED' });
  });

  it('given no PRACTICE_KEY or a public host, then it does not start', async () => {
    const start = (args: string[], env: NodeJS.ProcessEnv) => promisify(execFile)(process.execPath, [compiled.main, ...args], { env });
    await expect(start([], {})).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('PRACTICE_KEY') });
    await expect(start(['--host', '0.0.0.0'], { PRACTICE_KEY: 'k' })).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--host'),
    });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('given an answer that hangs, when %s comes, then it ends with 0 at once', async (signal) => {
    const other = await startProgram(compiled.main);
    const key = randomUUID();
    const asked = fetch(`${other.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${other.key}` },
      body: JSON.stringify({ messages: [{ role: 'user', content: script(key).step(hang()).toPrompt() }], tools, stream: true }),
    });
    asked.catch(() => undefined);
    await new PracticeControl(other).waitForRequests({ key }, 1);
    expect(await other.end(signal)).toBe(0);
    await expect(asked).rejects.toThrow();
  });
});
