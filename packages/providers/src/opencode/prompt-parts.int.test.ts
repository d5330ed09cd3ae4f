import { script, text } from '@plumbline/practice-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRig, newMessageId, type Rig, settings } from '../../test/rig.ts';
import type { PromptFile } from '../contract.ts';

const soon = () => AbortSignal.timeout(30_000);
let rig: Rig;

beforeAll(async () => {
  rig = await createRig();
}, 180_000);

afterAll(() => rig.end());

describe('what goes with the words of a prompt to the real OpenCode', { timeout: 120_000 }, () => {
  it('given the text of a mentioned file, then the model gets it with its path', async () => {
    const binding = await rig.bind();
    const files: PromptFile[] = [{ name: 'src/odd #1.ts', mime: 'text/plain', data: Buffer.from('words that only the file has: ü') }];
    const prompt = newMessageId();
    const words = script('mention').step(text('Read.')).toPrompt();
    await rig.provider.prompt(binding, { messageId: prompt, text: words, settings, files }, soon());
    const idle = await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    expect(idle.standing).toEqual({ kind: 'ended', finish: 'final' });
    expect(rig.signals.of('error-reported')).toEqual([]);
    const [request] = await rig.control.waitForRequests({ key: 'mention' }, 1);
    const got = request?.lastUserTexts.join('\n') ?? '';
    expect(got).toContain('src/odd #1.ts');
    expect(got).toContain('words that only the file has: ü');
  });

  it('given a picture and a text without words, then a model without eyes is told so, and gets the text', async () => {
    const binding = await rig.bind();
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const files: PromptFile[] = [
      { name: 'point.png', mime: 'image/png', data: Buffer.from(png, 'base64') },
      { name: 'data.json', mime: 'text/plain', data: Buffer.from('{"only":"in the attached file"}') },
    ];
    const prompt = newMessageId();
    await rig.provider.prompt(binding, { messageId: prompt, text: '', settings, files }, soon());
    const idle = await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    expect(idle.standing).toEqual({ kind: 'ended', finish: 'final' });
    const got = (await rig.control.requests()).at(-1)?.lastUserTexts.at(-1) ?? '';
    expect(got).toContain('Cannot read "point.png"');
    expect(got).toContain('in the attached file');
  });
});
