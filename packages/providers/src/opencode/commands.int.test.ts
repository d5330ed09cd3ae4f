import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gate, script, text } from '@plumbline/practice-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRig, newMessageId, type Rig, settings } from '../../test/rig.ts';

const soon = () => AbortSignal.timeout(30_000);
let rig: Rig;

beforeAll(async () => {
  const command = {
    play: { template: '$ARGUMENTS', description: 'Plays a script' },
    look: { template: 'Look at @note.txt $1' },
    plans: { template: '$ARGUMENTS', agent: 'plan' },
    aside: { template: '$ARGUMENTS', subtask: true, agent: 'general', description: 'In a sub-agent' },
    elsewhere: { template: 'x', model: 'hosted/big' },
  };
  rig = await createRig({ config: { command } });
}, 180_000);

afterAll(() => rig.end());

const run = async (binding: Awaited<ReturnType<Rig['bind']>>, words: string) => {
  const messageId = newMessageId();
  await rig.provider.prompt(binding, { messageId, text: words, settings }, soon());
  return messageId;
};
const ended = { kind: 'ended', finish: 'final' };

describe('commands of the real OpenCode', { timeout: 120_000 }, () => {
  it('given its configuration, then its commands are listed, without one that would go to a model of its own', async () => {
    const commands = await rig.provider.commands(rig.project(), soon());
    expect(commands).toContainEqual({ name: 'play', description: 'Plays a script' });
    expect(commands.map(({ name }) => name)).toEqual(expect.arrayContaining(['init', 'review', 'look', 'aside']));
    expect(commands.map(({ name }) => name)).not.toContain('elsewhere');
  });

  it('given a command, then it is a turn of our message: accepted while it works, stopped like any, and observed', async () => {
    const binding = await rig.bind();
    const prompt = await run(binding, `/play ${script('play').step(text('Begun.'), gate('play'), text('Done.')).toPrompt()}`);
    await rig.control.waitForGate('play');
    await rig.signals.next('prompt-accepted', (signal) => signal.prompt === prompt);
    expect(await rig.provider.observe(binding, [prompt], soon())).toMatchObject({ kind: 'alive', busy: true, prompt: 'present' });
    await rig.provider.abort(binding, soon());
    await rig.signals.next('turn-aborted', (signal) => signal.prompt === prompt);
    const second = await run(binding, `/play ${script('again').step(text('Whole.')).toPrompt()}`);
    const idle = await rig.signals.next('idle', (signal) => signal.prompt === second);
    expect(idle.standing).toEqual(ended);
    const closed = rig.signals.of('item-closed').filter((signal) => signal.prompt === second);
    expect(closed.map(({ content }) => content)).toEqual([{ kind: 'assistant', text: 'Whole.' }]);
  });

  it('given a template, then the model gets it with what was given; given a path that is no command, then it gets the words', async () => {
    const directory = rig.project();
    writeFileSync(path.join(directory, 'note.txt'), 'what stands in the note');
    const binding = await rig.bind(directory);
    for (const words of ['/look closely', '/nothing of that name']) {
      const prompt = await run(binding, words);
      await rig.signals.next('idle', (signal) => signal.prompt === prompt && signal.standing.kind === 'ended');
    }
    const got = (await rig.control.requests()).map(({ lastUserTexts }) => lastUserTexts.at(-1) ?? '');
    expect(got.find((each) => each.startsWith('Look at @note.txt closely'))).toContain('what stands in the note');
    expect(got).toContain('/nothing of that name');
  });

  it('given a command that works in a sub-agent, then its turn ends when the answer to it has ended', async () => {
    const binding = await rig.bind();
    const prompt = await run(binding, `/aside ${script('aside').step(text('Looked.')).toPrompt()}`);
    const idle = await rig.signals.next('idle', (signal) => signal.prompt === prompt);
    expect(idle.standing).toEqual(ended);
    expect(rig.signals.of('item-closed').filter((signal) => signal.prompt === prompt && signal.content.kind === 'tool')).toHaveLength(1);
    expect(rig.signals.of('error-reported')).toEqual([]);
  });

  it('given a command that would go to another model, then it is refused and not seen', async () => {
    const binding = await rig.bind();
    await expect(run(binding, '/elsewhere')).rejects.toMatchObject({ failure: { code: 'PROVIDER_REFUSED' }, seen: 'no' });
    expect(await rig.isBusy(binding)).toBe(false);
  });
});
