import { ask } from './ask.ts';
import type { Builtin } from './builtin.ts';
import { explain } from './explain.ts';
import { fail } from './fail.ts';
import { permission } from './permission.ts';
import { think } from './think.ts';
import { write } from './write.ts';

const builtins: readonly Builtin[] = [write, explain, permission, ask, think, fail];

/** The built-in script that a prompt asks for by its first line. */
export function findBuiltin(prompt: string): Builtin | undefined {
  const line = firstLine(prompt);
  return builtins.find((builtin) => builtin.pattern.test(line));
}

/** The first line with words, in lower case, without punctuation and politeness. */
function firstLine(prompt: string): string {
  const line = prompt.split('\n').find((each) => each.trim() !== '') ?? '';
  return line
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^please /, '')
    .replace(/ please$/, '');
}
