import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rulesDocument } from './document.ts';
import { faultsOf, ruleCount } from './faults.ts';
import { held } from './index.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const [first, ...others] = held;
if (first === undefined) throw new Error('no rule is held');

describe('docs/rules.md', () => {
  it('given the rows, then each rule is there once, and every file and test that they name exists', () => {
    expect(faultsOf(held, root)).toEqual([]);
  });

  it('given the law, then it has as many rules', () => {
    const numbers = readFileSync(new URL('../rules.md', import.meta.url), 'utf8').match(/^\d+(?=\. )/gm);
    expect(numbers?.map(Number)).toEqual(Array.from({ length: ruleCount }, (_, index) => index + 1));
  });

  it('given a rule that is missing or there twice, then that is told', () => {
    expect(faultsOf(others, root)).toHaveLength(1);
    expect(faultsOf([first, ...held], root)).toHaveLength(1);
  });

  it('given a file or a test that is gone, then that is told', () => {
    const [[file] = ['']] = first.tests;
    const lost = [{ ...first, code: ['no/such.ts'] }, ...others];
    expect(faultsOf(lost, root)).toEqual(['Rule 1: there is no no/such.ts.']);
    const renamed = [{ ...first, tests: [[file, 'a test of another name'] as const] }, ...others];
    expect(faultsOf(renamed, root)).toEqual([`Rule 1: ${file} has no test "a test of another name".`]);
  });

  it('given the document, then it has a row for each, with links that begin at the root', () => {
    const rows = rulesDocument(held).match(/^\| \d+ \|.*$/gm) ?? [];
    expect(rows).toHaveLength(ruleCount);
    expect(rows[0]).toContain(`](../${first.code[0]})`);
  });
});
