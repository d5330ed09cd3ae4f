import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

export const projects = sqliteTable('projects', {
  projectId: text().primaryKey(),
  path: text().notNull(),
  title: text().notNull(),
  createdAt: integer().notNull(),
  sample: integer().notNull(),
});

/** One-time links (design: Secure by default). Tokens are stored as SHA-256. */
export const accessLinks = sqliteTable('access_links', {
  tokenHash: text().primaryKey(),
  createdAt: integer().notNull(),
  expiresAt: integer().notNull(),
  usedAt: integer(),
});

export const accessSessions = sqliteTable(
  'access_sessions',
  {
    id: text().primaryKey(),
    tokenHash: text().notNull(),
    createdAt: integer().notNull(),
    lastSeenAt: integer().notNull(),
    expiresAt: integer().notNull(),
    userAgent: text().notNull(),
  },
  (t) => [uniqueIndex('access_sessions_token').on(t.tokenHash), index('access_sessions_expiry').on(t.expiresAt)],
);
