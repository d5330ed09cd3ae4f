import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Row } from './row.ts';
import { line, linesOf, table } from './table.ts';

const begin = '<!-- bench: begin -->';
const end = '<!-- bench: end -->';

interface Measured {
  /** All parts, in the order of the table. */
  readonly order: readonly string[];
  /** The parts that were measured now; the rows of the others stay as they are. */
  readonly measured: readonly string[];
  readonly rows: readonly Row[];
  readonly today: string;
}

/** Puts the table between the two markers of docs/performance.md; returns the file's path. */
export async function writeDocument(root: string, { order, measured, rows, today }: Measured): Promise<string> {
  const file = join(root, 'docs', 'performance.md');
  const text = await readFile(file, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${file} has lost its markers ${begin} and ${end}.`);
  const kept = linesOf(text.slice(from, to)).filter(({ part }) => !measured.includes(part));
  const lines = [...kept, ...rows.map((row) => ({ part: row.part, line: line(row, today) }))];
  const sorted = order.flatMap((part) => lines.filter((each) => each.part === part).map((each) => each.line));
  const machine = `Newest run: ${today}, Node.js ${process.versions.node}, ${cpus().length} cores.`;
  await writeFile(file, `${text.slice(0, from)}${begin}\n\n${machine}\n\n${table(sorted)}\n\n${text.slice(to)}`);
  return file;
}
