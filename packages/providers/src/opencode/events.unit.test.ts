import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventUses, useOf } from './events.ts';

const names = { translated: 'becomes signals', alive: 'sign of life', noise: 'ignored' } as const;

/** The rows of the table in the package's README, one for each use and reason. */
function rows(): string[] {
  const groups = new Map<string, string[]>();
  for (const [kind, { use, why }] of Object.entries(eventUses)) {
    const group = `${names[use]} | ${why}`;
    groups.set(group, [...(groups.get(group) ?? []), kind]);
  }
  return [...groups].map(([group, kinds]) => `| ${group} | ${kinds.map((kind) => `\`${kind}\``).join(', ')} |`);
}

describe('kinds of events', () => {
  it('given the table in the README, then it says what the code does: its rows are these', () => {
    const readme = readFileSync(path.join(import.meta.dirname, '../../README.md'), 'utf8');
    const written = readme.split('\n').filter((line) => /^\| (becomes signals|sign of life|ignored) /.test(line));
    expect(written).toEqual(rows());
  });

  it('given a kind that no type knows, then it is unknown, not noise', () => {
    expect(useOf('session.invented')).toBe('unknown');
    expect(useOf('toString')).toBe('unknown');
    expect(useOf('session.status')).toBe('translated');
  });
});
