import ts from 'typescript';
import { expect, test } from 'vitest';
import { violations } from '../src/index.ts';
import { given } from '../test/given.ts';
import { type Broke, clearest, explore, retell } from './explore.ts';
import { type Mutant, rowMutants } from './mutants.ts';
import { scopes } from './scopes.ts';
import { story } from './story.ts';
import { rules } from './system.ts';

/** Runs the printed file in this process, where the changed row stands. */
function run(printed: string): void {
  const body = printed.replace(/^import .*$/gm, '');
  const { outputText } = ts.transpileModule(body, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  const at = (_name: string, tell: () => void) => tell();
  new Function('test', 'expect', 'violations', 'given', 'retell', 'rules', outputText)(at, expect, violations, given, retell, rules);
}

function firstBroken(mutant: Mutant): Broke | undefined {
  return mutant.with((changed) => {
    for (const scope of Object.values(scopes.small)) {
      const found = explore(changed, scope, { limit: 1_000 });
      if (found.broken) return clearest(changed, found);
    }
    return undefined;
  });
}

const samples = rowMutants.filter(({ name }) => /^running: (turn-completed|exited)|^newest step: (final|failed)/.test(name));
const found = samples.map((mutant) => [mutant.name, mutant, firstBroken(mutant)] as const);

test('both kinds are among them: a forbidden answer, and what a state leads to', () => {
  expect(new Set(found.map(([, , broken]) => broken?.answer !== undefined))).toEqual(new Set([true, false]));
});

test.each(found)('the test printed for "%s" fails while that stands, and passes without', (_name, mutant, broken) => {
  if (!broken) throw new Error('It is not caught.');
  const printed = story(broken);
  expect(() => mutant.with(() => run(printed))).toThrow();
  expect(() => run(printed)).not.toThrow();
});
