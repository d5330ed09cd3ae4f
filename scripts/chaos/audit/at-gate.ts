import type { Client } from '@plumbline/client';
import type { PracticeControl } from '@plumbline/practice-model';
import type { Plumbline } from '../../../e2e/harness/plumbline.ts';
import { until } from '../../../e2e/harness/until.ts';
import type { Inside } from '../faults/inside.ts';
import type { Ledger } from '../load/ledger.ts';
import { promptOf } from '../load/prompts.ts';
import type { Viewer } from '../load/viewer.ts';

/** How long each step of a trial may take on a slow machine, in ms. */
export const within = 120_000;

/** What a trial at rest works with: one thread of OpenCode, while all others rest. */
export interface Place {
  readonly plumbline: Plumbline;
  readonly inside: Inside;
  readonly client: Client;
  readonly viewer: Viewer;
  readonly ledger: Ledger;
  readonly control: () => PracticeControl;
}

/** Begins a turn, and resolves when its first text is there and the model waits at the gate `mark`. */
export async function beginAtGate({ client, viewer, ledger, control }: Place, mark: string): Promise<void> {
  const { threadId } = viewer;
  const text = promptOf('gated', mark, [mark, mark, mark]);
  await ledger.send(threadId, mark, (commandId) => client.thread.turn.start.mutate({ threadId, text, commandId }));
  const isWaiting = async () => {
    const turn = viewer.now?.state.turn;
    if (turn?.state !== 'running' || Object.keys(turn.items).length === 0) return false;
    const state = await control()
      .waitForGate(mark, { timeoutMs: 1_000 })
      .catch(() => null);
    return state !== null;
  };
  await until(isWaiting, { what: `the turn of ${mark} shows its text and waits at its gate`, within });
}

/** Resolves when the turn has ended, to what is wrong with its end. */
export async function endOf({ client, viewer: { threadId } }: Place, mark: string): Promise<readonly string[]> {
  const ended = async () => (await client.thread.get.query({ threadId })).state.turn === undefined;
  try {
    await until(ended, { what: `the turn of ${mark} ends`, within });
  } catch (error) {
    return [`${threadId}: ${(error as Error).message}`];
  }
  const { state } = await client.thread.get.query({ threadId });
  return state.lastTurn?.state === 'completed' ? [] : [`${threadId}: the turn of ${mark} is ${state.lastTurn?.state}`];
}
