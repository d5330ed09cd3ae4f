import { createHash } from 'node:crypto';
import type { Script, ScriptStep } from './shape.ts';

type Draw = (below: number) => number;

/** No gate is used: in a seeded run nobody opens them. */
const lies: readonly ((draw: Draw) => readonly ScriptStep[])[] = [
  (draw) => [{ lie: 'twice', events: 1 + draw(6) }],
  (draw) => [{ lie: 'swap', events: 2 + draw(3) }],
  (draw) => [{ lie: 'never', events: 1 + draw(4) }],
  () => [{ lie: 'unknown-kind', type: 'lying.unheard-of' }],
  () => [{ lie: 'foreign-turn' }],
  () => [{ lie: 'old-epoch' }],
  (draw) => [{ lie: 'refuse-stop', times: 1 + draw(2) }],
  (draw) => [{ lie: 'ignore-stop', times: 1 + draw(2) }],
  () => [{ lie: 'drop-stream' }],
  (draw) => [{ lie: 'replay-stream', events: 1 + draw(20) }],
  (draw) => [{ lie: 'flood', events: 10 + draw(200) }],
  (draw) => (draw(4) === 0 ? [{ lie: 'die' }] : []),
];

const deeds: readonly ((draw: Draw) => ScriptStep)[] = [
  (draw) => ({ do: 'text', text: words(draw), pieces: 1 + draw(5) }),
  (draw) => ({ do: 'reasoning', text: words(draw) }),
  (draw) => ({ do: 'tool', title: 'Look', output: words(draw), fails: draw(5) === 0 }),
  () => ({ do: 'step' }),
];

/**
 * What the liar does with a plain text: the same for the same seed, text and place in the session, so that a run that failed can be
 * run again. Every third script is honest.
 */
export function scriptOfSeed(seed: number, text: string, place: number): Script {
  const draw = drawFrom(`${seed}\n${place}\n${text}`);
  const honest = draw(3) === 0;
  const steps: ScriptStep[] = [];
  for (let left = 1 + draw(6); left > 0; left -= 1) {
    if (!honest && draw(2) === 0) steps.push(...pick(lies, draw)(draw));
    steps.push(pick(deeds, draw)(draw));
  }
  if (draw(8) === 0) steps.push({ do: 'fail', error: 'PROVIDER_TURN_FAILED', message: 'The seed wants it so.' });
  return { steps };
}

const vocabulary = ['one', 'never', 'thread', 'said', 'that', 'it', 'was', 'not', 'so', 'again'];

function words(draw: Draw): string {
  return Array.from({ length: 3 + draw(12) }, () => pick(vocabulary, draw)).join(' ');
}

function pick<T>(from: readonly T[], draw: Draw): T {
  return from[draw(from.length)] as T;
}

/** A stream of numbers that the key alone decides: the digest of the key, then of the digest before. */
function drawFrom(key: string): Draw {
  let block = createHash('sha256').update(key).digest();
  let at = 0;
  return (below) => {
    if (at + 4 > block.length) {
      block = createHash('sha256').update(block).digest();
      at = 0;
    }
    const drawn = block.readUInt32BE(at);
    at += 4;
    return drawn % below;
  };
}
