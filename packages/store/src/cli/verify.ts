import { verify } from '../maintenance/verify.ts';
import { databaseNamed, openExisting, runTool } from './options.ts';

/** `npm run verify -- --data-dir D`: one line a finding; exit code 1 if there is one. May run beside the server. */
await runTool(async () => {
  const { url } = databaseNamed(process.argv.slice(2));
  const database = await openExisting(url);
  try {
    const { threads, events, findings } = await verify(database, (line) => console.log(line));
    console.log(`${threads} threads, ${events} events, ${findings} findings`);
    return findings === 0 ? 0 : 1;
  } finally {
    database.close();
  }
});
