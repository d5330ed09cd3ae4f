import path from 'node:path';
import { copyDatabase } from '../database/migrate.ts';
import { lockDataDir } from '../lock/lock.ts';
import { rebuild } from '../maintenance/rebuild.ts';
import { databaseNamed, openExisting, runTool } from './options.ts';

/** `npm run rebuild -- --data-dir D`: copies the database, then makes its projections anew from the log. */
await runTool(async () => {
  const { dataDir, url } = databaseNamed(process.argv.slice(2));
  const lock = await lockDataDir(dataDir);
  try {
    const database = await openExisting(url);
    try {
      if (database.isFile) {
        const copy = path.join(dataDir, 'backups', `plumbline-before-rebuild-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.db`);
        await copyDatabase(database, copy);
        console.log(`copied to ${copy}`);
      }
      const { threads, events, unreadable } = await rebuild(database);
      console.log(`rebuilt ${threads} threads from ${events} events, ${unreadable} of them unreadable`);
      return unreadable === 0 ? 0 : 1;
    } finally {
      database.close();
    }
  } finally {
    await lock.release();
  }
});
