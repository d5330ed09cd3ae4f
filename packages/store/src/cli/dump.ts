import { once } from 'node:events';
import { dumpLog } from '../maintenance/dump.ts';
import { databaseNamed, openExisting, runTool } from './options.ts';

/** `npm run --silent dump -- --data-dir D`: the log as JSON lines, on the standard output. May run beside the server. */
await runTool(async () => {
  const { url } = databaseNamed(process.argv.slice(2));
  const database = await openExisting(url);
  try {
    for await (const line of dumpLog(database)) if (!process.stdout.write(line)) await once(process.stdout, 'drain');
    return 0;
  } finally {
    database.close();
  }
});
