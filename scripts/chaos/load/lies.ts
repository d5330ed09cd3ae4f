import { promptOf, type ScriptStep } from '@plumbline/providers/lying';
import type { LieKind } from '../plan/schedule.ts';

/** Stands beside the round's gates, and is opened before what runs is compared with what is at work: these lies deceive askers. */
export const lieGateOf = (gate: string) => `${gate}-lie`;

/** The text that makes the lying provider lie so. `marker` stands in it between quotes, as in the prompts of the practice model. */
export function liePromptOf(kind: LieKind, marker: string, gates: readonly string[]): string {
  const [first = '', second = ''] = gates;
  const words: ScriptStep = { do: 'text', text: `The answer to ${marker} goes on and on. `.repeat(4), pieces: 12 };
  const named: ScriptStep = { do: 'reasoning', text: marker };
  const wait: ScriptStep = { do: 'wait', gate: first };
  const work: ScriptStep = { do: 'tool', title: 'Look', output: marker };
  const lies = (...steps: readonly ScriptStep[]) => promptOf([...steps, named]);
  switch (kind) {
    case 'seeded':
      return `Say of "${marker}" what you will.`;
    case 'honest':
      return lies(words, wait, words, { do: 'wait', gate: second }, work);
    case 'late':
      return lies({ lie: 'late', events: 4, gate: lieGateOf(first) }, words, wait, work);
    case 'never':
      return lies(words, { lie: 'never', events: 5 }, work, words);
    case 'twice':
      return lies({ lie: 'twice', events: 30 }, words, work);
    case 'swap':
      return lies(words, { lie: 'swap', events: 4 }, work, words);
    case 'unknown-kind':
      return lies({ lie: 'unknown-kind', type: 'lying.unheard-of' }, words, wait, { lie: 'unknown-kind', type: 'lying.unheard-of' });
    case 'foreign-turn':
      return lies(words, { lie: 'foreign-turn' }, wait, work);
    case 'old-epoch':
      return lies(words, { lie: 'old-epoch' }, wait, work);
    case 'refuse-stop':
      return lies({ lie: 'refuse-stop', times: 2 }, words, wait, work);
    case 'ignore-stop':
      return lies({ lie: 'ignore-stop', times: 3 }, words, wait, work);
    case 'die':
      return lies(words, { lie: 'die' }, work);
    case 'idle-while-busy':
      return lies(words, { lie: 'say-idle-while-busy', gate: lieGateOf(first) }, work, wait, words);
    case 'busy-while-idle':
      return lies(words, { lie: 'say-busy-while-idle', gate: lieGateOf(first) }, work);
    case 'hide':
      return lies(words, { lie: 'hide', gate: lieGateOf(first) }, wait, work);
    case 'drop-stream':
      return lies(words, { lie: 'drop-stream' }, work, words);
    case 'replay-stream':
      return lies(words, work, { lie: 'replay-stream', events: 20 }, wait, words);
    case 'flood':
      return lies(words, { lie: 'flood', events: 3_000 }, work);
    case 'refused':
    case 'swallowed':
    case 'unanswered':
      return promptOf([words, named], { handOver: kind });
    case 'asking':
      return lies(words, { do: 'ask', kind: 'question', title: 'Which?', options: ['one', 'other'] }, work);
    default:
      return kind satisfies never;
  }
}
