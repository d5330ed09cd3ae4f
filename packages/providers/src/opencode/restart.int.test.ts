import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gate, script, text, tool } from '@plumbline/practice-model';
import { afterEach, describe, expect, it } from 'vitest';
import { createRig, type Rig, settings } from '../../test/rig.ts';
import { practiceModelId } from './config.ts';

const soon = () => AbortSignal.timeout(60_000);
let rig: Rig | undefined;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

afterEach(async () => {
  await rig?.end();
  rig = undefined;
});

describe('the life of the server', { timeout: 180_000 }, () => {
  it('given nothing was asked of it yet, then it describes itself without a process', async () => {
    rig = await createRig();
    expect(await rig.provider.describe()).toMatchObject({ status: 'stopped', version: '1.18.33', models: [{ id: practiceModelId }] });
    expect(await rig.provider.attach(AbortSignal.timeout(3_000))).toBeNull();
    expect(await rig.host.adopt('opencode')).toBeNull();
  });

  it('given two binds at once, then one server serves both, and a clean stop aborts what is busy and leaves nothing', async () => {
    rig = await createRig();
    const directory = rig.project();
    const [one, two] = await Promise.all([rig.bind(directory), rig.bind(rig.project())]);
    expect(one.incarnation).toBe(two.incarnation);
    const marker = path.join(directory, 'marker');
    const command = `echo $$ > ${marker}; echo begun; sleep 60`;
    const prompt = await rig.send(one, script('stop').step(tool('bash', { command, description: 'wait' })));
    await rig.signals.next('item-updated', (signal) => signal.prompt === prompt && signal.tool.output.includes('begun'));
    await rig.provider.stop(AbortSignal.timeout(8_000));
    const exits = rig.signals.of('exited');
    expect(exits.map((signal) => signal.session).sort()).toEqual([one.ref.session, two.ref.session].sort());
    expect(exits.filter((signal) => signal.failure !== undefined)).toEqual([]);
    expect(rig.signals.of('turn-aborted').map((signal) => signal.prompt)).toEqual([prompt]);
    expect(isAlive(Number(readFileSync(marker, 'utf8')))).toBe(false);
    expect(await rig.host.adopt('opencode')).toBeNull();
    await expect(rig.bind(directory)).rejects.toMatchObject({ failure: { code: 'SHUTTING_DOWN' } });
  });

  it('given nobody uses it any more and it is being ended, when a thread binds at that moment, then it gets another one and works in it (rule 20)', async () => {
    rig = await createRig();
    const first = await rig.bind();
    await rig.provider.release(first);
    const ended = rig.provider.kill();
    const second = await rig.bind();
    await ended;
    expect(second.incarnation).not.toBe(first.incarnation);
    const prompt = await rig.send(second, script('after').step(text('At work.')));
    const idle = await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    expect(idle.standing).toEqual({ kind: 'ended', finish: 'final' });
    expect(rig.signals.of('exited').filter((signal) => signal.incarnation === second.incarnation)).toEqual([]);
  });

  it('given it is killed in mid-turn, then its sessions exit, an observation says gone, and a resume fills in what was finished', async () => {
    rig = await createRig();
    const binding = await rig.bind();
    const steps = script('killed')
      .step(tool('bash', { command: 'echo first', description: 'first' }))
      .step(text('Half'), gate('killed'));
    const prompt = await rig.send(binding, steps);
    await rig.signals.next('item-text', (signal) => signal.prompt === prompt);
    const server = await rig.host.adopt('opencode');
    process.kill(server?.pid ?? 0, 'SIGKILL');
    const exited = await rig.signals.next('exited', (signal) => signal.session === binding.ref.session);
    expect(exited).toMatchObject({ incarnation: binding.incarnation });
    expect(exited.failure).toBeUndefined();
    expect(await rig.provider.observe(binding, [prompt], soon())).toEqual({ kind: 'gone' });

    const from = rig.signals.all.length;
    const again = await rig.provider.bind(
      { directory: binding.ref.directory, title: 'A test', settings, resume: binding.ref, fillIn: [prompt] },
      soon(),
    );
    expect(again).toMatchObject({ ref: binding.ref, resumed: true });
    expect(again.incarnation).not.toBe(binding.incarnation);
    const told = rig.signals.all.slice(from).filter((signal) => 'prompt' in signal);
    expect(told).toMatchObject([{ kind: 'item-closed', prompt, content: { kind: 'tool', result: 'ok', output: 'first\n' } }]);
    expect(await rig.provider.observe(again, [prompt], soon())).toMatchObject({ kind: 'alive', busy: false, standing: { kind: 'open' } });

    const next = await rig.send(again, script('killed-next').step(text('Alive.')));
    const idle = await rig.signals.next('idle', (signal) => signal.prompt === next);
    expect(idle.standing).toEqual({ kind: 'ended', finish: 'final' });
  });

  it('given another process of ours takes the living server up in mid-text, then the text is whole at the end', async () => {
    rig = await createRig();
    const binding = await rig.bind();
    const prompt = await rig.send(binding, script('taken').step(text('One, '), gate('taken'), text('two.', { chunk: 2 })));
    const shown = await rig.signals.next('item-text', (signal) => signal.prompt === prompt);

    const { provider, signals } = rig.again();
    expect(await provider.attach(AbortSignal.timeout(3_000))).toBe(binding.incarnation);
    await provider.reattach(binding, [prompt], [], AbortSignal.timeout(3_000));
    expect(signals.of('prompt-accepted').map((signal) => signal.prompt)).toEqual([prompt]);
    expect(signals.of('item-gap').map((signal) => signal.part)).toEqual([shown.part]);
    expect(signals.of('reconnected')).toHaveLength(1);
    expect(await provider.observe(binding, [prompt], soon())).toMatchObject({ kind: 'alive', busy: true, prompt: 'present' });

    await rig.control.release('taken');
    const idle = await signals.next('idle', (signal) => signal.prompt === prompt);
    expect(idle.standing).toEqual({ kind: 'ended', finish: 'final' });
    expect(signals.of('item-text')).toEqual([]);
    expect(signals.text(shown.part)).toBe('One, two.');
    expect(signals.of('step-ended').map((signal) => signal.finish)).toEqual(['final']);
    await provider.stop(AbortSignal.timeout(8_000));
  });
});
