/**
 * What scripts/bench.mjs runs once all is built. `appends start`: these parts alone; `--write` puts the rows that were
 * measured into docs/performance.md and keeps the others.
 */
import { root } from '../../e2e/harness/plumbline.ts';
import { say } from '../start/say.mjs';
import { writeDocument } from './document.ts';
import type { Row } from './row.ts';
import { endServers } from './server/bench-server.ts';
import { latency } from './server/latency.ts';
import { memory } from './server/memory.ts';
import { start } from './server/start.ts';
import { wire } from './server/wire.ts';
import { appends } from './store/appends.ts';
import { length } from './store/length.ts';
import { line, table } from './table.ts';
import { opening } from './web/opening.ts';
import { streaming } from './web/streaming.ts';
import { switching } from './web/switching.ts';

const server = { appends, length, latency, wire, start, memory } as const;
/** These need a browser, and are measured only when they are named: `npm run bench:web`. */
const web = { opening, switching, streaming } as const;
const parts = { ...server, ...web };

async function main(args: readonly string[]): Promise<void> {
  const names = Object.keys(parts) as (keyof typeof parts)[];
  const wanted = args.filter((arg) => arg !== '--write');
  const unknown = wanted.filter((arg) => !names.some((name) => name === arg));
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}; the parts are ${names.join(', ')}, and --write.`);
  const chosen = names.filter((name) => (wanted.length > 0 ? wanted.includes(name) : name in server));
  const rows: Row[] = [];
  for (const name of chosen) {
    say(`  measuring ${name} …`);
    rows.push(...(await parts[name]()));
  }
  const today = new Date().toISOString().slice(0, 10);
  say(`\n${table(rows.map((row) => line(row, today)))}\n`);
  if (args.includes('--write')) say(`written to ${await writeDocument(root, { order: names, measured: chosen, rows, today })}`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => endServers().finally(() => process.exit(1)));

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
