import type { Row } from './row.ts';

const head = '| part | what | figure | half of the rounds | target | met | measured |\n| --- | --- | ---: | --- | --- | --- | --- |';

export function table(lines: readonly string[]): string {
  return [head, ...lines].join('\n');
}

/** A row as a line of the table; `day` is when it was measured. */
export function line({ part, what, figure, spread, target, met }: Row, day: string): string {
  const verdict = met === undefined ? '' : met ? 'yes' : '**no**';
  return `| ${[part, what, figure, spread, target ?? '', verdict, day].join(' | ')} |`;
}

/** The lines of a table in a text, with the part each belongs to: rows of parts that were not run again are kept. */
export function linesOf(text: string): readonly { readonly part: string; readonly line: string }[] {
  return text
    .split('\n')
    .filter((candidate) => candidate.startsWith('| ') && !head.includes(candidate))
    .map((kept) => ({ part: kept.split(' | ')[0]?.slice(2).trim() ?? '', line: kept }));
}
