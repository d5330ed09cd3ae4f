import { script, text } from '@plumbline/practice-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRig, type Rig } from '../../test/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
}, 120_000);
afterAll(() => rig.end());

describe('a text turn on the real OpenCode', () => {
  it('given a bound session, when a prompt is sent, then it is accepted, streams, and ends idle with a final step', async () => {
    const binding = await rig.bind();
    const prompt = await rig.send(binding, script('text').step(text('Hello from the practice model.', { chunk: 6 })));
    await rig.signals.next('prompt-accepted', (signal) => signal.prompt === prompt);
    const idle = await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    expect(idle.standing).toEqual({ kind: 'ended', finish: 'final' });
    const closed = rig.signals.of('item-closed').filter((signal) => signal.prompt === prompt);
    expect(closed.map((signal) => signal.content)).toEqual([{ kind: 'assistant', text: 'Hello from the practice model.' }]);
    expect(rig.signals.of('item-text').length).toBeGreaterThan(1);
    expect(rig.signals.of('unknown-event')).toEqual([]);
    const verdict = await rig.provider.observe(binding, prompt, AbortSignal.timeout(3_000));
    expect(verdict).toEqual({ kind: 'alive', busy: false, prompt: 'present', standing: { kind: 'ended', finish: 'final' } });
    expect((await rig.control.requests()).length).toBe(1);
  });
});
