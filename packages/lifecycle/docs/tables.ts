import { type Row, standings } from '../src/settlement.ts';
import { wordsOf } from './wording.ts';

/** A settlement table as Markdown: facts that do the same share a line, and those that do nothing are named once, below. */
export function settlementTable(table: Readonly<Record<string, Row>>): string {
  const lines = new Map<string, string[]>();
  const nothing: string[] = [];
  for (const [fact, row] of Object.entries(table)) {
    if (row.do === 'ignore') {
      nothing.push(`\`${fact}\``);
      continue;
    }
    const { turn, session } = wordsOf(row);
    const key = `${turn} | ${session}`;
    lines.set(key, [...(lines.get(key) ?? []), `\`${fact}\``]);
  }
  const body = [...lines].map(([words, facts]) => `| ${facts.join(' ')} | ${words} |`);
  return `${['| fact | turn becomes | session becomes |', '| --- | --- | --- |', ...body].join('\n')}\n\nIgnored and counted (${nothing.length}): ${nothing.join(', ')}.`;
}

export function standingsTable(): string {
  const evidence = {
    step: 'the step says it itself: an idle signal settles',
    absence: 'only its missing end says it: an idle signal makes us ask',
  } as const;
  const body = Object.entries(standings).map(
    ([standing, row]) => `| \`${standing}\` | **${row.outcome}** | ${row.session} | ${evidence[row.evidence]} |`,
  );
  return ['| newest step | outcome | session becomes | evidence |', '| --- | --- | --- | --- |', ...body].join('\n');
}
