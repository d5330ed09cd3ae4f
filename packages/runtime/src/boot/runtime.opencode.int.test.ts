import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ThreadSnapshot } from '@plumbline/lifecycle';
import { gate, script, text, tool } from '@plumbline/practice-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerProcess } from '../../test/server-process.ts';

let server: ServerProcess;

beforeAll(async () => {
  server = new ServerProcess();
  await server.start();
}, 60_000);
afterAll(() => server.end(), 60_000);

const shown = ({ items }: ThreadSnapshot) => items.flatMap((item) => (item.kind === 'assistant' ? [item.text] : []));
const lastTurn = ({ turns }: ThreadSnapshot) => turns.at(-1);

/** As a terminal would that works on the newest session beside us. */
async function promptElsewhere(prompt: string): Promise<void> {
  const { port, password } = JSON.parse(readFileSync(join(server.dataDir, 'processes', 'opencode.json'), 'utf8'));
  const headers = {
    authorization: `Basic ${Buffer.from(`opencode:${password}`).toString('base64')}`,
    'content-type': 'application/json',
    'x-opencode-directory': server.project,
  };
  const at = `http://127.0.0.1:${port}/session`;
  const sessions = (await (await fetch(at, { headers })).json()) as { id: string; time: { updated: number } }[];
  const [newest] = sessions.toSorted((one, other) => other.time.updated - one.time.updated);
  const body = JSON.stringify({ model: { providerID: 'practice', modelID: 'practice' }, parts: [{ type: 'text', text: prompt }] });
  const answer = await fetch(`${at}/${newest?.id}/prompt_async`, { method: 'POST', headers, body });
  expect(answer.ok).toBe(true);
}

describe('the runtime with the real OpenCode', () => {
  it('given a new thread, when a message asks for a file, then the file is on the disk and the turn completed', async () => {
    const thread = await server.newThread();
    const file = join(server.project, 'made.txt');
    await server.send(
      thread,
      script('file')
        .step(text('Writing.'), tool('write', { filePath: file, content: 'made by a tool' }))
        .step(text('Done.')),
    );
    const done = await server.until(thread, (each) => lastTurn(each)?.state === 'completed');
    expect(readFileSync(file, 'utf8')).toBe('made by a tool');
    expect(shown(done)).toEqual(['Writing.', 'Done.']);
    expect(done.items.find((item) => item.kind === 'tool')).toMatchObject({ tool: 'write', result: 'ok', status: 'done' });
    expect(done.session.status).toBe('ready');
    expect(done.turns[0]?.usage?.output).toBeGreaterThan(0);
  }, 60_000);

  it('given a turn in mid-stream, when it is stopped, then it is interrupted with its text, without an error, and the next turn works', async () => {
    const thread = await server.newThread();
    await server.send(thread, script('stopped').step(text('Half of it', { chunk: 3 }), gate('stop-me'), text(' never comes')));
    await server.until(thread, (each) => shown(each)[0] === 'Half of it');
    await server.do({ type: 'thread.turn.interrupt', threadId: thread });
    const stopped = await server.until(thread, (each) => lastTurn(each)?.state === 'interrupted' && each.session.draining === undefined);
    expect(lastTurn(stopped)).toMatchObject({ cause: 'user' });
    expect(stopped.session).toMatchObject({ status: 'ready' });
    expect(stopped.session.lastError).toBeUndefined();
    expect(shown(stopped)).toEqual(['Half of it']);
    await server.send(thread, script('next').step(text('It works.')));
    const next = await server.until(thread, (each) => lastTurn(each)?.state === 'completed');
    expect(shown(next).at(-1)).toBe('It works.');
  }, 60_000);

  it('given a turn in mid-stream, when OpenCode is killed, then the turn is interrupted, the session stopped, and the next message starts it again', async () => {
    const thread = await server.newThread();
    await server.send(thread, script('killed').step(text('Before the kill.'), gate('kill-me'), text(' After.')));
    await server.until(thread, (each) => shown(each)[0] === 'Before the kill.');
    process.kill(await server.agentPid(), 'SIGKILL');
    const dead = await server.until(thread, (each) => each.session.status === 'stopped');
    expect(lastTurn(dead)).toMatchObject({ cause: 'exit' });
    expect(['interrupted', 'error']).toContain(lastTurn(dead)?.state);
    expect(shown(dead)).toEqual(['Before the kill.']);
    await server.send(thread, script('again').step(text('Back again.')));
    const back = await server.until(thread, (each) => lastTurn(each)?.state === 'completed');
    expect(shown(back).at(-1)).toBe('Back again.');
    expect(back.session.epoch).toBe(2);
  }, 60_000);

  it('given a turn in mid-stream, when Plumbline is killed and started again, then the turn goes on and completes with its whole text', async () => {
    const thread = await server.newThread();
    await server.send(thread, script('survives').step(text('Before. '), gate('restart'), text('After.')));
    await server.until(thread, (each) => shown(each)[0] === 'Before. ');
    const agent = await server.agentPid();
    await server.kill();
    await server.start();
    expect(await server.agentPid()).toBe(agent);
    const again = await server.get(thread);
    expect(lastTurn(again)).toMatchObject({ state: 'running' });
    expect(shown(again)).toEqual(['Before. ']);
    await server.control().release('restart');
    const done = await server.until(thread, (each) => lastTurn(each)?.state === 'completed');
    expect(shown(done)).toEqual(['Before. After.']);
    expect(done.session).toMatchObject({ status: 'ready', epoch: 1 });
  }, 60_000);

  it('given a session at rest, when Plumbline is killed and started again, then nothing is made up, and work that somebody else asks of OpenCode is seen', async () => {
    const thread = await server.newThread();
    await server.send(thread, script('rests').step(text('Done.')));
    await server.until(thread, (each) => lastTurn(each)?.state === 'completed' && each.session.status === 'ready');
    await server.kill();
    await server.start();
    await promptElsewhere(script('elsewhere').step(text('From elsewhere.')).toPrompt());
    const seen = await server.until(thread, (each) => each.turns.length === 2 && lastTurn(each)?.state === 'completed');
    expect(seen.turns.map((turn) => turn.origin)).toEqual(['user', 'provider']);
    expect(shown(seen)).toEqual(['Done.', 'From elsewhere.']);
    expect(seen.session).toMatchObject({ status: 'ready', epoch: 1 });
  }, 60_000);

  it('given a turn in mid-stream, when Plumbline and OpenCode are killed, then at the next start it is interrupted by the restart with its text', async () => {
    const thread = await server.newThread();
    await server.send(thread, script('both').step(text('Shown.'), gate('both-die'), text(' Not.')));
    await server.until(thread, (each) => shown(each)[0] === 'Shown.');
    const agent = await server.agentPid();
    await server.kill();
    process.kill(agent, 'SIGKILL');
    await server.start();
    const dead = await server.get(thread);
    expect(lastTurn(dead)).toMatchObject({ state: 'interrupted', cause: 'restart' });
    expect(dead.session.status).toBe('stopped');
    expect(shown(dead)).toEqual(['Shown.']);
  }, 60_000);

  it('given a turn with a running command, when the server is stopped cleanly, then within 10 s nothing of ours runs and the turn is interrupted by the restart', async () => {
    const thread = await server.newThread();
    const file = join(server.project, 'running');
    await server.send(thread, script('command').step(tool('bash', { command: `touch ${file}; sleep 300`, description: 'wait' })));
    await expect.poll(() => existsSync(file), { timeout: 30_000 }).toBe(true);
    const from = performance.now();
    await server.stop();
    expect(performance.now() - from).toBeLessThan(10_000);
    expect(server.left()).toEqual([]);
    await server.start();
    const stopped = await server.get(thread);
    expect(lastTurn(stopped)).toMatchObject({ state: 'interrupted', cause: 'restart' });
    expect(stopped.session.status).toBe('stopped');
  }, 60_000);
});
