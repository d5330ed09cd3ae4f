import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentOf } from '../document/document.ts';
import { matrix, titleOf } from '../src/index.ts';
import { subjects } from '../subjects/index.ts';
import { openCode } from '../subjects/opencode/subject.ts';

describe('docs/conformance.md', () => {
  it('names exactly the scenarios of the matrix, and no failure', () => {
    const kept = readFileSync(new URL('../../../docs/conformance.md', import.meta.url), 'utf8');
    expect(kept).toBe(documentOf(subjects));
  });

  it('would tell of a failure, and of what a provider is not capable of', () => {
    const [scenario] = matrix;
    if (scenario === undefined) throw new Error('the matrix is empty');
    const failed = documentOf([openCode], { opencode: new Set([titleOf(scenario)]) });
    expect(failed).toContain(`| ${scenario.name} | **FAIL** |`);
    const mute = { ...openCode, abilities: { ...openCode.abilities, questions: 'it never asks' } };
    expect(documentOf([mute])).toContain('not capable: it never asks');
  });
});

describe('the matrix', () => {
  it('has no title twice', () => {
    const titles = matrix.map(titleOf);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('is played against every subject by a test file', () => {
    for (const { id } of subjects) expect(existsSync(new URL(`./${id}.int.test.ts`, import.meta.url))).toBe(true);
  });
});
