import { existsSync } from 'node:fs';
import path from 'node:path';
import { script, text, tool } from '@plumbline/practice-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRig, newMessageId, type Rig, settings } from '../../test/rig.ts';

const soon = () => AbortSignal.timeout(30_000);
let rig: Rig;

beforeAll(async () => {
  rig = await createRig();
}, 180_000);

afterAll(() => rig.end());

describe('the access of a thread of the real OpenCode', { timeout: 120_000 }, () => {
  it('given a level for each turn, then that turn asks or does not, back and forth, and a mode that may not edit never does', async () => {
    const directory = rig.project();
    const binding = await rig.bind(directory);
    const turn = async (name: string, chosen: { access?: string; agent?: string }) => {
      const write = tool('write', { filePath: path.join(directory, name), content: 'x' });
      const prompt = newMessageId();
      const words = script(name).step(write).step(text('Done.')).toPrompt();
      const from = rig.signals.all.length;
      await rig.provider.prompt(binding, { messageId: prompt, text: words, settings: { ...settings, ...chosen } }, soon());
      const settled = rig.signals.next('idle', (signal) => signal.prompt === prompt);
      const asked = await Promise.race([settled.then(() => undefined), rig.signals.next('request-opened', () => true, from)]);
      if (asked) await rig.provider.answer(binding, asked.request.ref, { kind: 'decision', decision: 'allow' }, soon());
      await settled;
      return { asked: asked?.request.title, written: existsSync(path.join(directory, name)) };
    };
    expect(await turn('plain', {})).toEqual({ asked: undefined, written: true });
    expect(await turn('careful', { access: 'ask' })).toEqual({ asked: 'Edit a file', written: true });
    expect(await turn('trusted', { access: 'edits' })).toEqual({ asked: undefined, written: true });
    expect(await turn('planned', { access: 'all', agent: 'plan' })).toEqual({ asked: undefined, written: false });
    expect(await turn('careful-again', { access: 'ask' })).toEqual({ asked: 'Edit a file', written: true });
    expect(await turn('as-before', { access: 'configured' })).toEqual({ asked: undefined, written: true });
  });

  it('given a level that is not offered, then nothing is bound', async () => {
    const wrong = { directory: rig.project(), title: 'x', settings: { ...settings, access: 'root' } };
    await expect(rig.provider.bind(wrong, soon())).rejects.toMatchObject({ failure: { code: 'PROVIDER_REFUSED' } });
  });
});
