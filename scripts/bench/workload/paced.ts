import { type Action, gate, type PracticeControl, script, text } from '@plumbline/practice-model';
import { pause } from '../server/bench-server.ts';

/** A prompt whose answer comes in these pieces; each waits at a gate of its own, so that the pace is ours. At most 250: a step holds 500 actions. */
export function pacedPrompt(key: string, pieces: readonly string[]): string {
  const actions = pieces.flatMap((piece, at): Action[] => [gate(gateOf(key, at)), text(piece)]);
  return script(key)
    .step(...actions)
    .toPrompt();
}

/** Resolves when the model stands before the first piece. */
export async function beforeFirstPiece(control: PracticeControl, key: string): Promise<void> {
  await control.waitForGate(gateOf(key, 0), { timeoutMs: 30_000 });
}

/** Lets the pieces come, one every so many ms. */
export async function releasePaced(control: PracticeControl, key: string, pieces: number, everyMs: number): Promise<void> {
  const began = performance.now();
  for (let at = 0; at < pieces; at++) {
    await control.release(gateOf(key, at));
    await pause(began + (at + 1) * everyMs - performance.now());
  }
}

const gateOf = (key: string, at: number): string => `${key}-${at}`;
