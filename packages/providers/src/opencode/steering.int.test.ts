import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { script, text, tool } from '@plumbline/practice-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cutter } from '../../test/cutter.ts';
import { createRig, newMessageId, type Rig, settings } from '../../test/rig.ts';
import type { Binding } from '../contract.ts';

const cutter = new Cutter();
const soon = () => AbortSignal.timeout(20_000);
let rig: Rig;

beforeAll(async () => {
  rig = await createRig({ through: cutter.through });
}, 180_000);

afterAll(async () => {
  await rig.end();
  cutter.end();
});

/** A turn in the middle of a command, which ends when `go` is called. */
async function working(name: string) {
  const binding = await rig.bind();
  const command = 'for i in $(seq 600); do [ -f go ] && break; sleep 0.1; done; echo gone';
  const prompt = await rig.send(
    binding,
    script(name)
      .step(tool('bash', { command, description: 'wait' }))
      .step(text('Not steered.')),
  );
  await rig.signals.next('item-started', (signal) => signal.prompt === prompt && signal.content.kind === 'tool');
  return { binding, prompt, go: () => writeFileSync(path.join(binding.ref.directory, 'go'), '') };
}

async function steer(binding: Binding, name: string, answer: string) {
  const messageId = newMessageId();
  await rig.provider.steer(binding, { messageId, text: script(name).step(text(answer)).toPrompt(), settings }, soon());
  await rig.signals.next('prompt-accepted', (signal) => signal.prompt === messageId);
  return messageId;
}

const textsOf = (binding: Binding) =>
  rig.signals
    .of('item-closed')
    .filter((signal) => signal.session === binding.ref.session && signal.content.kind === 'assistant')
    .map((signal) => ({ prompt: signal.prompt, text: 'text' in signal.content ? signal.content.text : '' }));

describe('steering the real OpenCode (rule 26)', { timeout: 120_000 }, () => {
  it('given a command that runs, when prompts are steered in, then each is accepted, and the next model call of the same run answers', async () => {
    const { binding, prompt, go } = await working('steer');
    const first = await steer(binding, 'steered-1', 'Never: the next one comes before the model call.');
    const second = await steer(binding, 'steered-2', 'Turned.');
    expect(await rig.provider.observe(binding, [prompt, first, second], soon())).toMatchObject({ busy: true, prompt: 'present' });
    go();
    const idle = await rig.signals.next('idle', (signal) => signal.prompt === second);
    expect(idle.standing).toEqual({ kind: 'ended', finish: 'final' });
    expect(textsOf(binding)).toEqual([{ prompt: second, text: 'Turned.' }]);
    const named = rig.signals.of('idle').filter((signal) => signal.session === binding.ref.session && signal.prompt !== null);
    expect(new Set(named.map((signal) => signal.prompt))).toEqual(new Set([second]));
    const verdict = { kind: 'alive', busy: false, standing: { kind: 'ended', finish: 'final' } };
    expect(await rig.provider.observe(binding, [prompt, first, second], soon())).toEqual({ ...verdict, prompt: 'present' });
    expect(await rig.provider.observe(binding, [prompt, newMessageId()], soon())).toEqual({ ...verdict, prompt: 'absent' });
  });

  it('given a steered prompt without an answer, when stopped, then the run is aborted, and the prompt can be taken back', async () => {
    const { binding, prompt } = await working('steer-stop');
    const steered = await steer(binding, 'steered-stop', 'Never.');
    await rig.provider.abort(binding, soon());
    await rig.signals.next('turn-aborted', (signal) => signal.prompt === prompt);
    const idle = await rig.signals.next('idle', (signal) => signal.session === binding.ref.session && signal.prompt !== null);
    expect(idle).toMatchObject({ prompt: steered, standing: { kind: 'aborted' } });
    expect(await rig.provider.observe(binding, [prompt, steered], soon())).toMatchObject({ busy: false, prompt: 'present' });
    expect(await rig.provider.takeBack(binding, steered, soon())).toBe(true);
    expect(await rig.provider.observe(binding, [prompt, steered], soon())).toMatchObject({ busy: false, prompt: 'absent' });
    const next = await rig.send(binding, script('after-stop').step(text('Clean.')));
    await rig.signals.next('idle', (signal) => signal.prompt === next);
    expect(textsOf(binding)).toEqual([{ prompt: next, text: 'Clean.' }]);
  });

  it('given a stream that is lost after a prompt was steered in, when it is back, then the answer is told under that prompt', async () => {
    const { binding, go } = await working('steer-gap');
    const steered = await steer(binding, 'steered-gap', 'Still here.');
    cutter.cut();
    go();
    await expect.poll(() => rig.isBusy(binding), { timeout: 30_000 }).toBe(false);
    cutter.heal();
    await rig.signals.next('step-ended', (signal) => signal.prompt === steered && signal.finish === 'final');
    expect(textsOf(binding)).toEqual([{ prompt: steered, text: 'Still here.' }]);
  });
});
