import { spawn } from 'node:child_process';
import { script, text, tool } from '@plumbline/practice-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRig, type Rig } from '../../test/rig.ts';

const soon = () => AbortSignal.timeout(20_000);
let rig: Rig;

beforeAll(async () => {
  rig = await createRig();
}, 180_000);

afterAll(() => rig.end());

const bash = (command: string) =>
  script('task')
    .step(tool('bash', { command, description: 'leave it' }))
    .step(text('Done.'));

describe('commands that outlive their turn', { timeout: 120_000 }, () => {
  it('given a turn that left one, then it is told when the turn is over, its stop ends it, and only it', async () => {
    const directory = rig.project();
    const binding = await rig.bind(directory);
    const stranger = spawn('sleep', ['300'], { cwd: directory, detached: true, stdio: 'ignore' });
    try {
      const prompt = await rig.send(binding, bash('sleep 301 >/dev/null 2>&1 & echo started'));
      const started = await rig.signals.next('task-started', (signal) => signal.session === binding.ref.session);
      expect(started).toMatchObject({ title: 'sleep 301', ref: expect.stringMatching(new RegExp(`^${started.pid}:\\d+$`)) });
      const idle = rig.signals.all.findIndex((signal) => signal.kind === 'idle' && signal.prompt === prompt);
      expect(idle).toBeGreaterThan(-1);
      expect(rig.signals.all.indexOf(started)).toBeGreaterThan(idle);

      await rig.provider.stopTask(binding, started.ref, false, soon());
      const ended = await rig.signals.next('task-ended', (signal) => signal.ref === started.ref);
      expect(ended.lost).toBe(false);
      await expect(rig.provider.stopTask(binding, started.ref, true, soon())).rejects.toMatchObject({
        failure: { code: 'TASK_NOT_FOUND' },
      });
      expect(rig.signals.of('task-started').map(({ pid }) => pid)).toEqual([started.pid]);
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('given a turn that left nothing and a written file, then nothing of OpenCode itself is told as a task', async () => {
    const directory = rig.project();
    const binding = await rig.bind(directory);
    const write = tool('write', { filePath: `${directory}/a.ts`, content: 'export const a = 1;' });
    const prompt = await rig.send(binding, script('none').step(write).step(text('Done.')));
    await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    // The look of this session comes after the one that its own idle began.
    const next = await rig.send(binding, bash('(sleep 302; true) >/dev/null 2>&1 & echo started'));
    const started = await rig.signals.next('task-started', (signal) => signal.session === binding.ref.session);
    expect(rig.signals.of('prompt-accepted').map((signal) => signal.prompt)).toContain(next);
    expect(started.title).toContain('sleep 302');
    expect(rig.signals.of('task-started').filter((signal) => signal.session === binding.ref.session)).toHaveLength(1);
  });

  it('given a restart of ours, then a task that runs is told again under its ref, and can be stopped', async () => {
    const binding = await rig.bind();
    await rig.send(binding, bash('nohup sleep 303 >/dev/null 2>&1 & echo started'));
    const { ref } = await rig.signals.next('task-started', (signal) => signal.session === binding.ref.session);
    const { provider, signals } = rig.again();
    await provider.attach(AbortSignal.timeout(3_000));
    await provider.reattach(binding, [], [ref, '1:none'], soon());
    expect(signals.of('task-started').map((signal) => signal.ref)).toEqual([ref]);
    expect(signals.of('task-ended').map((signal) => signal.ref)).toEqual(['1:none']);
    await provider.stopTask(binding, ref, true, soon());
    await signals.next('task-ended', (signal) => signal.ref === ref);
  });

  it('given a turn that ended while we were away, then what it left is told after the restart', async () => {
    const binding = await rig.bind();
    await rig.send(binding, bash('nohup sleep 304 >/dev/null 2>&1 & echo started'));
    const { ref } = await rig.signals.next('task-started', (signal) => signal.session === binding.ref.session);
    const { provider, signals } = rig.again();
    await provider.attach(AbortSignal.timeout(3_000));
    await provider.reattach(binding, [], [], soon());
    const found = await signals.next('task-started', (signal) => signal.session === binding.ref.session);
    expect(found.ref).toBe(ref);
    await provider.stopTask(binding, ref, true, soon());
  });
});
