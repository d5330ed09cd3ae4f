import { chmod, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { StoreFault } from '../contract.ts';
import { formatVersion, meta } from '../schema/index.ts';
import type { Database } from './database.ts';
import { asFault } from './fault.ts';

/** Drizzle's own table, under its default name. */
const journal = '__drizzle_migrations';

/**
 * Brings the database to this program's schema. An older one is copied first, into `backups/` of the data directory; a newer
 * one is refused untouched (DATABASE_NEWER). `migrations`: Drizzle's folder, handed in because a bundle moves files.
 */
export async function migrateDatabase(database: Database, where: { readonly migrations: string; readonly dataDir: string }): Promise<void> {
  const { applied, isCurrent } = await standing(database, where.migrations);
  if (isCurrent) return;
  if (applied > 0 && database.isFile) await copyDatabase(database, path.join(where.dataDir, 'backups', copyName(applied)));
  try {
    await migrate(database.orm, { migrationsFolder: where.migrations });
    await database.orm
      .insert(meta)
      .values({ key: 'format', value: String(formatVersion) })
      .onConflictDoUpdate({ target: meta.key, set: { value: String(formatVersion) } });
  } catch (error) {
    throw asFault(error);
  }
}

/** For tools that change nothing. Throws DATABASE_NEWER, or STORAGE_UNAVAILABLE for an older one. */
export async function requireCurrentSchema(database: Database, migrations: string): Promise<void> {
  const { isCurrent } = await standing(database, migrations);
  if (!isCurrent)
    throw new StoreFault('STORAGE_UNAVAILABLE', 'The database is older than this program: start Plumbline once to migrate it.');
}

/** `applied`: the newest migration that the database has, 0: none. Throws DATABASE_NEWER. */
async function standing(database: Database, migrations: string): Promise<{ readonly applied: number; readonly isCurrent: boolean }> {
  const known = Math.max(...readMigrationFiles({ migrationsFolder: migrations }).map((migration) => migration.folderMillis));
  const applied = Math.max(0, ...(await appliedMigrations(database)));
  if (applied > known) throw newer('its schema was made by a newer Plumbline');
  if (applied > 0) await refuseNewerFormat(database);
  return { applied, isCurrent: applied === known };
}

/** Writes a consistent copy into a new file, mode 0600. Works while the database is in use. */
export async function copyDatabase(database: Database, file: string): Promise<void> {
  if (!database.isFile) throw new StoreFault('STORAGE_UNAVAILABLE', 'A database on a server is copied by its server.');
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  // VACUUM INTO takes an empty file: so the copy never has other rights than these.
  await (await open(file, 'wx', 0o600)).close();
  await database.execute({ sql: 'VACUUM INTO ?', args: [file] });
  await chmod(file, 0o600);
}

async function appliedMigrations(database: Database): Promise<readonly number[]> {
  return database.read(async (orm) => {
    const found = await orm.all(sql`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ${journal}`);
    if (found.length === 0) return [];
    const rows = await orm.all<{ at: number }>(sql`SELECT created_at AS at FROM ${sql.identifier(journal)}`);
    return rows.map((row) => Number(row.at));
  });
}

async function refuseNewerFormat(database: Database): Promise<void> {
  const row = await database.read((orm) => orm.select().from(meta).where(eq(meta.key, 'format')).get());
  if (row && Number(row.value) > formatVersion) throw newer(`its format is ${row.value}, this program knows ${formatVersion}`);
}

function newer(reason: string): StoreFault {
  return new StoreFault('DATABASE_NEWER', `The database is newer than this program: ${reason}.`);
}

function copyName(newestApplied: number): string {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  return `plumbline-before-migration-${newestApplied}-${time}.db`;
}
