import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gate, script, status, text, tool } from '@plumbline/practice-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cutter } from '../../test/cutter.ts';
import { createRig, newMessageId, type Rig, settings } from '../../test/rig.ts';
import { practiceModelId } from './config.ts';

const cutter = new Cutter();
const soon = () => AbortSignal.timeout(20_000);
let rig: Rig;

beforeAll(async () => {
  // The user's own configuration: asks before it edits, and would use a hosted model for small things.
  rig = await createRig({ config: { permission: { edit: 'ask' }, small_model: 'opencode/big-pickle' }, through: cutter.through });
}, 180_000);

afterAll(async () => {
  await rig.end();
  cutter.end();
});

describe('turns of the real OpenCode', { timeout: 120_000 }, () => {
  it('given a bound session, when a prompt is sent, then it is accepted, streams, and ends idle with a final step', async () => {
    const binding = await rig.bind();
    const prompt = await rig.send(binding, script('text').step(text('Hello from the practice model.', { chunk: 6 })));
    await rig.signals.next('prompt-accepted', (signal) => signal.prompt === prompt);
    const idle = await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    expect(idle.standing).toEqual({ kind: 'ended', finish: 'final' });
    const closed = rig.signals.of('item-closed').filter((signal) => signal.prompt === prompt);
    expect(closed.map((signal) => signal.content)).toEqual([{ kind: 'assistant', text: 'Hello from the practice model.' }]);
    expect(rig.signals.of('item-text').length).toBeGreaterThan(1);
    expect(await rig.provider.observe(binding, [prompt], soon())).toEqual({
      kind: 'alive',
      busy: false,
      prompt: 'present',
      standing: { kind: 'ended', finish: 'final' },
    });
  });

  it('given a command, then it runs in the project, and its exit code and the tokens of each step are told', async () => {
    const directory = rig.project();
    const binding = await rig.bind(directory);
    const command = 'echo made > made.txt; cat made.txt; exit 4';
    const prompt = await rig.send(
      binding,
      script('tool')
        .step(tool('bash', { command, description: 'make' }))
        .step(text('Done.')),
    );
    await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    const closed = rig.signals.of('item-closed').find((signal) => signal.prompt === prompt && signal.content.kind === 'tool');
    expect(closed?.content).toMatchObject({ tool: 'bash', result: 'ok', exitCode: 4, title: command });
    expect(readFileSync(path.join(directory, 'made.txt'), 'utf8')).toBe('made\n');
    const steps = rig.signals.of('step-ended').filter((signal) => signal.prompt === prompt);
    expect(steps.map((signal) => signal.finish)).toEqual(['more', 'final']);
    expect(steps.at(-1)?.usage?.output).toBeGreaterThan(0);
  });

  it('given files that a command and a tool changed, then all are told with their patches, at last after the end of the turn', async () => {
    const directory = rig.project();
    const binding = await rig.bind(directory);
    const prompt = await rig.send(
      binding,
      script('changes')
        .step(tool('bash', { command: 'printf "one\\ntwo\\n" > by-command.txt', description: 'write' }))
        .step(text('Done.')),
    );
    await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    const told = await rig.signals.next('files-changed', (signal) => signal.prompt === prompt);
    expect(told.files).toEqual([
      { path: 'by-command.txt', status: 'added', added: 2, removed: 0, patch: expect.stringContaining('+one\n+two\n') },
    ]);
  });

  it('given a permission, when it is denied, then the agent goes on; when it is allowed, the file is there', async () => {
    const directory = rig.project();
    const binding = await rig.bind(directory);
    const write = (name: string) => tool('write', { filePath: path.join(directory, name), content: 'x' });
    const prompt = await rig.send(binding, script('permission').step(write('no.txt')).step(write('yes.txt')).step(text('Done.')));
    const first = await rig.signals.next('request-opened', (signal) => signal.prompt === prompt);
    expect(first.request).toMatchObject({ kind: 'permission', title: 'Edit a file', choices: ['allow', 'allow-always', 'deny', 'cancel'] });
    await rig.provider.answer(binding, first.request.ref, { kind: 'decision', decision: 'deny' }, soon());
    const second = await rig.signals.next(
      'request-opened',
      (signal) => signal.prompt === prompt && signal.request.ref !== first.request.ref,
    );
    await rig.provider.answer(binding, second.request.ref, { kind: 'decision', decision: 'allow' }, soon());
    await rig.signals.next('request-resolved', (signal) => signal.requestRef === second.request.ref);
    await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    expect([existsSync(path.join(directory, 'no.txt')), existsSync(path.join(directory, 'yes.txt'))]).toEqual([false, true]);
    await expect(rig.provider.answer(binding, second.request.ref, { kind: 'decision', decision: 'allow' }, soon())).rejects.toMatchObject({
      failure: { code: 'REQUEST_CLOSED' },
    });
  });

  it('given a question, when it is answered, then the agent has the answer', async () => {
    const binding = await rig.bind();
    const questions = [{ question: 'Which colour?', header: 'Colour', options: [{ label: 'Red', description: 'warm' }] }];
    const prompt = await rig.send(binding, script('question').step(tool('question', { questions })).step(text('Thanks.')));
    const opened = await rig.signals.next('request-opened', (signal) => signal.prompt === prompt);
    expect(opened.request.questions?.[0]).toMatchObject({ text: 'Which colour?', free: true, multiple: false });
    await rig.provider.answer(binding, opened.request.ref, { kind: 'answers', answers: [['Green']] }, soon());
    await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    const asked = rig.signals.of('item-closed').find((signal) => signal.prompt === prompt && signal.content.kind === 'tool');
    expect(asked?.content).toMatchObject({ result: 'ok', output: expect.stringContaining('Green') });
  });

  it('given a child session that asks, then its request surfaces, and its end does not end the turn', async () => {
    const directory = rig.project();
    const binding = await rig.bind(directory);
    const child = script('child')
      .step(tool('write', { filePath: path.join(directory, 'child.txt'), content: 'x' }))
      .step(text('Child done.'));
    const task = tool('task', { description: 'write it', subagent_type: 'general', prompt: child.toPrompt() });
    const prompt = await rig.send(binding, script('parent').step(task).step(text('Parent done.')));
    const opened = await rig.signals.next('request-opened', (signal) => signal.prompt === prompt);
    await rig.provider.answer(binding, opened.request.ref, { kind: 'decision', decision: 'allow' }, soon());
    await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    expect(existsSync(path.join(directory, 'child.txt'))).toBe(true);
    const told = rig.signals.of('item-closed').filter((signal) => signal.prompt === prompt);
    const call = told.find((signal) => signal.content.kind === 'tool' && signal.content.tool === 'task');
    const texts = told.flatMap(({ content, parent }) => ('text' in content ? [[content.text, parent]] : []));
    expect(texts).toEqual([
      ['Child done.', call?.part],
      ['Parent done.', undefined],
    ]);
  });
});

describe('stopping', () => {
  it('given text in the making, when it is aborted, then the turn is aborted, its text kept, and the next turn works', async () => {
    const binding = await rig.bind();
    const prompt = await rig.send(binding, script('abort').step(text('The beginning.'), gate('abort'), text(' Never.')));
    const shown = await rig.signals.next('item-text', (signal) => signal.prompt === prompt);
    expect(await rig.provider.observe(binding, [prompt], soon())).toMatchObject({ busy: true, standing: { kind: 'open' } });
    await rig.provider.abort(binding, soon());
    await rig.signals.next('turn-aborted', (signal) => signal.prompt === prompt);
    const idle = await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    expect(idle.standing).toEqual({ kind: 'aborted' });
    expect(rig.signals.text(shown.part)).toBe('The beginning.');
    const next = await rig.send(binding, script('abort-next').step(text('Alive.')));
    await rig.signals.next('idle', (signal) => signal.prompt === next && signal.standing.kind === 'ended');
  });

  it('given a permission that waits, when the turn is aborted, then OpenCode holds it no longer', async () => {
    const directory = rig.project();
    const binding = await rig.bind(directory);
    const prompt = await rig.send(
      binding,
      script('left').step(tool('write', { filePath: path.join(directory, 'left.txt'), content: 'x' })),
    );
    const opened = await rig.signals.next('request-opened', (signal) => signal.prompt === prompt);
    await rig.provider.abort(binding, soon());
    await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    await expect.poll(() => rig.heldPermissions(directory), { timeout: 20_000 }).not.toContain(opened.request.ref);
    expect(rig.signals.of('request-resolved').map((signal) => signal.requestRef)).not.toContain(opened.request.ref);
    await expect(rig.provider.answer(binding, opened.request.ref, { kind: 'decision', decision: 'allow' }, soon())).rejects.toMatchObject({
      failure: { code: 'REQUEST_CLOSED' },
    });
    expect(existsSync(path.join(directory, 'left.txt'))).toBe(false);
  });

  it('given a retry, when it is aborted (T2), then the idle names the prompt and is no success', async () => {
    const binding = await rig.bind();
    const prompt = await rig.send(binding, script('retry').step(status(500)).loop());
    const retrying = await rig.signals.next('retrying', (signal) => signal.prompt === prompt);
    expect(retrying.attempt).toBe(1);
    await rig.provider.abort(binding, soon());
    await rig.signals.next('idle', (signal) => signal.session === binding.ref.session);
    const verdict = await rig.provider.observe(binding, [prompt], soon());
    expect(verdict).toMatchObject({ kind: 'alive', busy: false, prompt: 'present', standing: { kind: 'aborted' } });
  });

  it('given a prompt that was never answered, when it is taken back (M2), then the session has it no longer', async () => {
    const binding = await rig.bind();
    const prompt = await rig.send(binding, script('back').step(text('x'), gate('back')));
    await rig.signals.next('item-text', (signal) => signal.prompt === prompt);
    await rig.provider.abort(binding, soon());
    await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    expect(await rig.provider.takeBack(binding, prompt, soon())).toBe(true);
    expect(await rig.provider.observe(binding, [prompt], soon())).toMatchObject({ prompt: 'absent' });
  });
});

describe('refusals', () => {
  it('given a model that is not there, then bind and prompt say so at once', async () => {
    const strange = { ...settings, model: 'practice/none' };
    const request = { directory: rig.project(), title: 'A test', settings: strange };
    await expect(rig.provider.bind(request, soon())).rejects.toMatchObject({ failure: { code: 'MODEL_UNKNOWN' } });
    const binding = await rig.bind();
    const prompt = { messageId: newMessageId(), text: 'x', settings: strange };
    await expect(rig.provider.prompt(binding, prompt, soon())).rejects.toMatchObject({ failure: { code: 'MODEL_UNKNOWN' }, seen: 'no' });
  });

  it('given a session that OpenCode does not have, then it is lost, and gone when asked about', async () => {
    const ref = { session: 'ses_none', directory: rig.project() };
    const request = { directory: ref.directory, title: 'A test', settings, resume: ref };
    await expect(rig.provider.bind(request, soon())).rejects.toMatchObject({ failure: { code: 'SESSION_LOST' } });
    const { incarnation } = await rig.bind();
    expect(await rig.provider.observe({ ref, incarnation, resumed: true }, [], soon())).toEqual({ kind: 'gone' });
    expect(await rig.provider.observe({ ref, incarnation: 'another', resumed: true }, [], soon())).toEqual({ kind: 'gone' });
  });

  it('given a session of another directory, when it is to be gone on with, then it is lost, and says where it belongs', async () => {
    const { ref } = await rig.bind();
    const request = { directory: rig.project(), title: 'A test', settings, resume: ref };
    await expect(rig.provider.bind(request, soon())).rejects.toMatchObject({
      failure: {
        code: 'SESSION_LOST',
        message: `This conversation belongs to ${ref.directory}, and its project is at ${request.directory} now.`,
      },
    });
  });

  it('given a refusal of the model provider, then the turn fails with its words', async () => {
    const binding = await rig.bind();
    const prompt = await rig.send(binding, script('refused').step(status(401, { body: { error: { message: 'no such key' } } })));
    const failed = await rig.signals.next('turn-failed', (signal) => signal.prompt === prompt);
    expect(failed.failure).toMatchObject({ code: 'PROVIDER_AUTH', message: expect.stringContaining('no such key') });
  });
});

describe('the event stream', () => {
  it('given it is cut while text streams, then what was missed is told, nothing is appended, and the end brings the whole', async () => {
    const binding = await rig.bind();
    const prompt = await rig.send(binding, script('cut').step(text('One, '), gate('cut-1'), text('two, '), gate('cut-2'), text('three.')));
    const shown = await rig.signals.next('item-text', (signal) => signal.prompt === prompt);
    cutter.cut();
    await rig.signals.next('disconnected', (signal) => signal.session === binding.ref.session);
    await rig.control.release('cut-1');
    await rig.control.waitForGate('cut-2', { timeoutMs: 30_000 });
    cutter.heal();
    await rig.signals.next('item-gap', (signal) => signal.part === shown.part);
    await rig.signals.next('reconnected', (signal) => signal.session === binding.ref.session);
    await rig.control.release('cut-2');
    await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    const told = rig.signals.of('item-text').filter((signal) => signal.part === shown.part);
    expect(told.map((signal) => signal.text).join('')).toBe('One, ');
    expect(rig.signals.text(shown.part)).toBe('One, two, three.');
  });

  it('given a turn that ends while it is away, then nothing is known of it until its items are told, and its end with them', async () => {
    const binding = await rig.bind();
    const prompt = await rig.send(binding, script('away').step(text('One, '), gate('away'), text('two.')));
    const shown = await rig.signals.next('item-text', (signal) => signal.prompt === prompt);
    cutter.cut();
    await rig.control.release('away');
    await expect.poll(() => rig.isBusy(binding), { timeout: 20_000 }).toBe(false);
    expect(await rig.provider.observe(binding, [prompt], AbortSignal.timeout(1_500))).toEqual({ kind: 'unknown' });
    const asked = rig.provider.observe(binding, [prompt], soon());
    cutter.heal();
    expect(await asked).toMatchObject({ busy: false, standing: { kind: 'ended', finish: 'final' } });
    expect(rig.signals.text(shown.part)).toBe('One, two.');
    await rig.signals.next('step-ended', (signal) => signal.prompt === prompt && signal.finish === 'final');
  });
});

describe('what it says of itself', () => {
  it('given a running server, then it lists models by who gets their prompts, and agents that one may start with', async () => {
    const described = await rig.provider.describe();
    expect(described).toMatchObject({ status: 'running', source: 'package', version: '1.18.33' });
    expect(described.models.find((model) => model.id === practiceModelId)).toMatchObject({ name: 'Practice', hosted: false });
    expect(described.models.filter((model) => model.id.startsWith('opencode/')).every((model) => model.hosted)).toBe(true);
    expect(described.agents.map((agent) => agent.id)).toEqual(['build', 'plan']);
  });

  it('given all that was done, then no title was asked for, and no event was of an unknown kind', async () => {
    const seen = await rig.control.requests();
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.filter((request) => request.auxiliary !== undefined)).toEqual([]);
    expect(rig.signals.of('unknown-event')).toEqual([]);
    expect(rig.signals.of('title')).toEqual([]);
  });
});
