import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drop, finish, gate, hang, inBandError, junk, reasoning, script, status, text, tool, truncate, usage } from './builder.ts';
import { findScriptText } from './find.ts';
import { parseScript } from './parse.ts';
import { ScriptError } from './shape.ts';

const readPrompt = (prompt: string) => parseScript(findScriptText(prompt) ?? '');

describe('the script language', () => {
  it('given every action, when a script is written as a prompt, then the prompt reads back as the same script', () => {
    const built = script('all:kinds-1')
      .step(status(500, { headers: { 'retry-after': '1' }, body: { error: { message: 'no' } }, times: 2 }), drop({ times: 3 }))
      .step(reasoning('hm', { chunk: 1 }), text('a "quoted" } brace', { chunk: 2, repeat: 3 }), gate('g'), tool('bash', { command: 'ls' }))
      .step(usage({ input: 1, output: 2, reasoning: 3, cached: 4 }), finish('length'))
      .step(junk({ raw: 'data: {' }))
      .step(junk({ times: 1 }), inBandError('bad', { type: 'server_error', code: 'x', times: 1 }), truncate({ times: 1 }), hang())
      .beforeTitle(gate('t'))
      .beforeCompaction(gate('c'))
      .loop();
    expect(readPrompt(built.toPrompt())).toEqual(built.build());
  });

  it('given any text and any words around the script, when it is looked for, then it is found whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (words, before, after) => {
        fc.pre(findScriptText(before) === undefined);
        const built = script('k').step(text(words), tool('task', { prompt: script('inner').step(text(words)).toPrompt() }));
        expect(readPrompt(`${before}\n${built.toPrompt()}\n${after}`)).toEqual(built.build());
      }),
      { numRuns: 40 },
    );
  });

  it('given a prompt that only speaks of practice, then it carries no script', () => {
    expect(findScriptText('say practice:{} in mid-line')).toBeUndefined();
    expect(findScriptText('practice: makes perfect')).toBeUndefined();
  });

  it.each([
    ['practice:{"key":"k","steps":[[{"text":"never closed"', 'script'],
    ['practice:{"steps":[[]]}', 'script.key'],
    ['practice:{"key":"a b","steps":[[]]}', 'script.key'],
    ['practice:{"key":"k","steps":[]}', 'script.steps'],
    ['practice:{"key":"k","steps":[[]],"stpes":1}', 'script.stpes'],
    ['practice:{"key":"k","steps":[{}]}', 'steps[0]'],
    ['practice:{"key":"k","steps":[[{"say":"hi"}]]}', 'steps[0][0]'],
    ['practice:{"key":"k","steps":[[{"text":"a","tool":"b"}]]}', 'steps[0][0]'],
    ['practice:{"key":"k","steps":[[{"text":"a","chunk":0}]]}', 'steps[0][0].chunk'],
    ['practice:{"key":"k","steps":[[{"text":"a","paceMs":9}]]}', 'steps[0][0].paceMs'],
    ['practice:{"key":"k","steps":[[{"text":"abcdef","repeat":1000000}]]}', 'steps[0][0]'],
    ['practice:{"key":"k","steps":[[{"tool":"bash"}]]}', 'steps[0][0].args'],
    ['practice:{"key":"k","steps":[[{"drop":true},{"text":"unreachable"}]]}', 'steps[0][1]'],
    ['practice:{"key":"k","steps":[[{"text":"a"},{"status":500}]]}', 'steps[0][1]'],
    ['practice:{"key":"k","steps":[[{"status":500,"headers":{"x":"a\\nb"}}]]}', 'steps[0][0].headers.x'],
  ])('given %s, then the error names the place', (prompt, at) => {
    expect(() => readPrompt(prompt)).toThrow(ScriptError);
    expect(() => readPrompt(prompt)).toThrow(expect.objectContaining({ at }));
  });
});
