import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MessageId } from '@plumbline/lifecycle';
import { gate, type ScriptBuilder, script, text, tool } from '@plumbline/practice-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRig, newMessageId, type Rig } from '../../test/rig.ts';
import type { Binding } from '../contract.ts';

const soon = () => AbortSignal.timeout(20_000);
let rig: Rig;

beforeAll(async () => {
  rig = await createRig();
}, 180_000);

afterAll(() => rig.end());

async function turn(binding: Binding, played: ScriptBuilder): Promise<MessageId> {
  const prompt = await rig.send(binding, played);
  await rig.signals.next('idle', (signal) => signal.prompt === prompt);
  return prompt;
}

/** A turn that writes a file, by a tool or by a command. */
const writes = (binding: Binding, name: string, content: string) => {
  const filePath = path.join(binding.ref.directory, name);
  return turn(
    binding,
    script(`write-${content}`)
      .step(tool('write', { filePath, content }))
      .step(text(`Wrote ${content}.`)),
  );
};
const runs = (binding: Binding, command: string) =>
  turn(
    binding,
    script('run')
      .step(tool('bash', { command, description: 'run' }))
      .step(text('Ran it.')),
  );
const read = ({ ref }: Binding, name: string) => {
  const file = path.join(ref.directory, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
};

/** What the user said of the conversation that reaches the model, with the prompt that asks. */
async function heard(binding: Binding): Promise<string> {
  await turn(binding, script('next').step(text('Next.')));
  const requests = await rig.control.requests({ key: 'next', sessionId: binding.ref.session });
  return requests.at(-1)?.lastUserTexts.join('\n') ?? '';
}

describe('a rewind of the real OpenCode', { timeout: 120_000 }, () => {
  it('given turns that wrote files, when they are rewound and that is undone, then files go back and forth, those of the user stay, and both may be asked again', async () => {
    const binding = await rig.bind();
    await writes(binding, 'a.txt', 'one');
    const second = await writes(binding, 'a.txt', 'two');
    const third = await runs(binding, 'echo by-command > b.txt');
    writeFileSync(path.join(binding.ref.directory, 'mine.txt'), 'mine');
    for (let twice = 0; twice < 2; twice += 1) {
      await rig.provider.rewind(binding, [newMessageId(), second, third], soon());
      expect([read(binding, 'a.txt'), read(binding, 'b.txt'), read(binding, 'mine.txt')]).toEqual(['one', null, 'mine']);
    }
    for (let twice = 0; twice < 2; twice += 1) {
      await rig.provider.undoRewind(binding, [second, third], soon());
      expect([read(binding, 'a.txt'), read(binding, 'b.txt'), read(binding, 'mine.txt')]).toEqual(['two', 'by-command\n', 'mine']);
    }
    await rig.provider.rewind(binding, [third], soon());
    await rig.provider.rewind(binding, [second, third], soon());
    expect(read(binding, 'a.txt')).toBe('one');
    writeFileSync(path.join(binding.ref.directory, 'mine.txt'), 'changed meanwhile');
    await rig.provider.undoRewind(binding, [second, third], soon());
    expect([read(binding, 'a.txt'), read(binding, 'b.txt')], 'all that was rewound').toEqual(['two', 'by-command\n']);
    expect(read(binding, 'mine.txt'), 'an undo puts back every file, as the page says beside its button').toBe('mine');
  });

  it('given a rewind, when the next prompt comes, then the model does not get what was rewound, and it cannot be undone any more', async () => {
    const binding = await rig.bind();
    await writes(binding, 'a.txt', 'one');
    const second = await writes(binding, 'a.txt', 'two');
    await rig.provider.rewind(binding, [second], soon());
    const sent = await heard(binding);
    expect(sent).toContain('write-one');
    expect(sent).not.toContain('write-two');
    await expect(rig.provider.undoRewind(binding, [second], soon())).rejects.toMatchObject({ failure: { code: 'REWIND_FINAL' } });
    await expect(rig.provider.rewind(binding, [second], soon())).rejects.toMatchObject({ failure: { code: 'REWIND_IMPOSSIBLE' } });
    expect(read(binding, 'a.txt')).toBe('one');
  });

  it('given a session at work, then a rewind is refused and nothing moves', async () => {
    const binding = await rig.bind();
    const first = await writes(binding, 'a.txt', 'one');
    const running = await rig.send(
      binding,
      script('busy')
        .step(text('at work', { chunk: 2 }), gate('rewind-busy'))
        .step(text('Done.')),
    );
    await rig.signals.next('step-started', (signal) => signal.prompt === running);
    await expect(rig.provider.rewind(binding, [first], soon())).rejects.toMatchObject({ failure: { code: 'BLOCKED_BY_RUNNING_TURN' } });
    expect(read(binding, 'a.txt')).toBe('one');
    await rig.control.release('rewind-busy');
    await rig.signals.next('idle', (signal) => signal.prompt === running);
  });

  it('given a directory without git, then the conversation does not go back without the files', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'plumbline-no-git-'));
    try {
      const binding = await rig.bind(directory);
      await writes(binding, 'a.txt', 'one');
      const second = await writes(binding, 'a.txt', 'two');
      await expect(rig.provider.rewind(binding, [second], soon())).rejects.toMatchObject({ failure: { code: 'REWIND_IMPOSSIBLE' } });
      expect(await heard(binding)).toContain('write-two');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
