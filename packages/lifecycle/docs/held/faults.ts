import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeldRule } from './held.ts';

/** How many rules docs/lifecycle.md has. */
export const ruleCount = 42;

/** What is wrong with the rows, in one line each: a rule that is not there once, a file or a test that is gone. `root` is the repository. */
export function faultsOf(held: readonly HeldRule[], root: string): readonly string[] {
  const expected = Array.from({ length: ruleCount }, (_, index) => index + 1).join();
  const order = held.map(({ rule }) => rule).join();
  return [
    ...(order === expected ? [] : [`The rules are ${order}, not 1 to ${ruleCount}, each once.`]),
    ...held.flatMap((each) => gone(each, root)),
  ];
}

function gone({ rule, code, tests }: HeldRule, root: string): readonly string[] {
  const files = [...code, ...tests.map(([file]) => file)].filter((path) => !existsSync(join(root, path)));
  const titles = tests
    .filter(([file]) => existsSync(join(root, file)))
    .flatMap(([file, ...all]) =>
      all.filter((title) => !hasTitle(join(root, file), title)).map((title) => `${file} has no test "${title}"`),
    );
  return [...files.map((path) => `there is no ${path}`), ...titles].map((fault) => `Rule ${rule}: ${fault}.`);
}

/** Whether the file has the title as a whole string, or as all of one that comes before its first blank to be filled in. */
function hasTitle(file: string, title: string): boolean {
  const text = readFileSync(file, 'utf8');
  return [`'${title}'`, `"${title}"`, `\`${title}\``, `\`${title}\${`].some((string) => text.includes(string));
}
