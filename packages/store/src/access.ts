import { asc, eq } from 'drizzle-orm';
import type { AccessSession, AccessStore } from './contract.ts';
import type { Database } from './database/database.ts';
import { insertInto, type Statement } from './database/statement.ts';
import { accessLinks, accessSessions } from './schema/index.ts';

const insertLink = insertInto(accessLinks);
const insertSession = insertInto(accessSessions);
const mostSessions = 500;

/** Hashes are looked up by index: who guesses learns nothing from the time it takes, for he does not choose the hash. */
export function accessStore(database: Database, write: (statements: readonly Statement[]) => Promise<readonly number[]>): AccessStore {
  return {
    async addLink(link) {
      await write([
        { sql: 'DELETE FROM access_links WHERE expires_at <= ? OR used_at IS NOT NULL', args: [link.createdAt] },
        insertLink({ ...link, usedAt: null }),
      ]);
    },
    async takeLink(tokenHash, now) {
      const sql = 'UPDATE access_links SET used_at = ? WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?';
      const [taken] = await write([{ sql, args: [now, tokenHash, now] }]);
      return taken === 1;
    },
    async addSession(session) {
      const { id, tokenHash, createdAt, lastSeenAt, expiresAt, userAgent } = session;
      await write([
        { sql: 'DELETE FROM access_sessions WHERE expires_at <= ?', args: [createdAt] },
        insertSession({ id, tokenHash, createdAt, lastSeenAt, expiresAt, userAgent }),
      ]);
    },
    async session(tokenHash) {
      const row = await database.read((orm) => orm.select().from(accessSessions).where(eq(accessSessions.tokenHash, tokenHash)).get());
      return row ? sessionOf(row) : null;
    },
    async touchSession(id, at) {
      await write([{ sql: 'UPDATE access_sessions SET last_seen_at = max(last_seen_at, ?) WHERE id = ?', args: [at, id] }]);
    },
    async listSessions() {
      const rows = await database.read((orm) =>
        orm.select().from(accessSessions).orderBy(asc(accessSessions.createdAt)).limit(mostSessions),
      );
      return rows.map(sessionOf);
    },
    async revokeSession(id) {
      const [removed] = await write([{ sql: 'DELETE FROM access_sessions WHERE id = ?', args: [id] }]);
      return removed === 1;
    },
  };
}

function sessionOf(row: typeof accessSessions.$inferSelect): AccessSession {
  const { id, createdAt, lastSeenAt, expiresAt, userAgent } = row;
  return { id, createdAt, lastSeenAt, expiresAt, userAgent };
}
