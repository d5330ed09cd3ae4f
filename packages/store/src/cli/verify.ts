import { type Verified, verify } from '../maintenance/verify.ts';
import { databaseNamed, openExisting, runTool } from './options.ts';

/** Of more findings than these a program is told the number; of each so many characters. */
const linesAtMost = 50;
const lineAtMost = 500;

/**
 * `npm run verify -- --data-dir D`: one line a finding; exit code 1 if there is one. May run beside the server. `--json`: one
 * object in place of the lines, `{ threads, removed, events, findings, lines }`, of bounded size.
 */
await runTool(async () => {
  const args = process.argv.slice(2);
  const json = args.includes('--json');
  const { url } = databaseNamed(args.filter((arg) => arg !== '--json'));
  const database = await openExisting(url);
  const lines: string[] = [];
  const found = (line: string) => {
    if (!json) console.log(line);
    else if (lines.length < linesAtMost) lines.push(line.slice(0, lineAtMost));
  };
  try {
    const verified = await verify(database, found);
    console.log(json ? JSON.stringify({ ...verified, lines }) : summaryOf(verified));
    return verified.findings === 0 ? 0 : 1;
  } finally {
    database.close();
  }
});

function summaryOf({ threads, removed, events, findings }: Verified): string {
  return `${threads} threads${removed > 0 ? ` and ${removed} removed` : ''}, ${events} events, ${findings} findings`;
}
