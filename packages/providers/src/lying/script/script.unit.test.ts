import { describe, expect, test } from 'vitest';
import { promptOf, ScriptError, scriptIn } from './parse.ts';
import { scriptOfSeed } from './seed.ts';
import type { ScriptStep } from './shape.ts';

describe('a script in a prompt', () => {
  test('given a prompt made of steps, then it is read back as they were', () => {
    const steps: ScriptStep[] = [{ lie: 'late', events: 1, gate: 'later' }, { do: 'text', text: 'Hello.' }, { lie: 'die' }];
    expect(scriptIn(promptOf(steps, { handOver: 'unanswered' }))).toEqual({ handOver: 'unanswered', steps });
  });

  test('given a plain text, then it is no script', () => {
    expect(scriptIn('Say that I am lying: twice.')).toBeNull();
  });

  test.each([
    ['lying:{', /not JSON/],
    ['lying:{"steps":[{"do":"sing"}]}', /steps\.0/],
    ['lying:{"steps":[{"do":"wait"}]}', /steps\.0/],
    ['lying:{"steps":[{"lie":"twice","events":0}]}', /steps\.0/],
    ['lying:{"steps":[],"mood":"bad"}', /mood/],
    ['lying:{"steps":[{"do":"delegate","steps":[{"do":"delegate","steps":[]}]}]}', /steps\.0/],
    [`lying:${JSON.stringify({ steps: Array.from({ length: 501 }, () => ({ do: 'step' })) })}`, /steps/],
  ])('given %.60s, then it is refused with the place', (text, message) => {
    expect(() => scriptIn(text)).toThrow(ScriptError);
    expect(() => scriptIn(text)).toThrow(message);
  });
});

describe('a seed', () => {
  const runOf = (seed: number) => Array.from({ length: 40 }, (_, place) => scriptOfSeed(seed, 'the same text', place));

  test('given twice, then it gives the same run; another seed gives another', () => {
    expect(runOf(7)).toEqual(runOf(7));
    expect(runOf(7)).not.toEqual(runOf(8));
  });

  test('then every script can be played, none waits for a gate, and many kinds of lies are told', () => {
    const scripts = [1, 2, 3, 4, 5].flatMap(runOf);
    for (const script of scripts) expect(scriptIn(promptOf(script.steps))).toEqual(script);
    const steps = scripts.flatMap((script) => script.steps);
    expect(JSON.stringify(steps)).not.toContain('gate');
    const told = new Set(steps.flatMap((step) => ('lie' in step ? [step.lie] : [])));
    expect(told.size).toBeGreaterThan(10);
    expect(scripts.filter((script) => script.steps.every((step) => 'do' in step)).length).toBeGreaterThan(20);
  });
});
