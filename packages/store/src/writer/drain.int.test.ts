import { expect, test } from 'vitest';
import { created, renamed, Story } from '../../test/story.ts';
import { tempStore } from '../../test/temp-store.ts';

test('given an append that comes just as the queue runs empty, then it is written too', async () => {
  const { store } = await tempStore();
  const story = new Story(store, 'a');
  await story.add(created);
  // Which turn of the microtask queue is the last of a drain is nobody's business: all near it are tried.
  for (let turns = 0; turns < 40; turns++) {
    const first = story.add(renamed(`first ${turns}`));
    await first;
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    const late = new Promise<'late'>((done) => setTimeout(() => done('late'), 2_000));
    expect(await Promise.race([story.add(renamed(`second ${turns}`)), late]), `after ${turns} turns`).not.toBe('late');
  }
});
