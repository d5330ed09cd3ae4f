import { expect } from 'vitest';
import { say } from '../play.ts';
import { lastTurn, type Thread, texts } from '../stage/thread.ts';

/** The thread is of use: the next message is answered. `turns`: how many had ended before. */
export async function nextWorks(thread: Thread, turns: number): Promise<void> {
  await thread.send([say('And on it goes.')]);
  const next = await thread.rest(turns + 1);
  expect(lastTurn(next)).toMatchObject({ state: 'completed', cause: 'provider' });
  expect(texts(next).at(-1)).toBe('And on it goes.');
}
