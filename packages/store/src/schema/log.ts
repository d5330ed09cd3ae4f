import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * What happened: the only truth. The writer gives each event its sequence, so that it is known without asking back.
 * JSON lies in plain text columns: a damaged one must not stop a read (rule 34), so decoding is ours.
 */
export const events = sqliteTable(
  'events',
  {
    sequence: integer().primaryKey({ autoIncrement: true }),
    threadId: text().notNull(),
    /** Contiguous per thread from 1 (I7). */
    version: integer().notNull(),
    at: integer().notNull(),
    type: text().notNull(),
    payload: text().notNull(),
    /** Ids of the provider; never published. */
    private: text(),
  },
  (t) => [uniqueIndex('events_thread_version').on(t.threadId, t.version), index('events_thread_sequence').on(t.threadId, t.sequence)],
);

/** Answers to commands, refusals too (rule 27). Not part of the projections: they cannot be made from the log. */
export const receipts = sqliteTable('receipts', {
  commandId: text().primaryKey(),
  threadId: text(),
  payloadHash: text().notNull(),
  at: integer().notNull(),
  answer: text().notNull(),
});

/**
 * Content of large outputs, in pieces of at most 64 k UTF-16 units, so that a page costs a page. `piece` is a JSON string:
 * libSQL ends a text at a NUL when it reads it back, and half a surrogate pair has no UTF-8.
 */
export const blobs = sqliteTable(
  'blobs',
  {
    blobId: text().notNull(),
    /** First UTF-16 unit of the piece. */
    start: integer().notNull(),
    /** UTF-16 units of the piece, and of the whole. */
    length: integer().notNull(),
    total: integer().notNull(),
    piece: text().notNull(),
  },
  (t) => [uniqueIndex('blobs_blob_start').on(t.blobId, t.start)],
);

/**
 * What was uploaded to go with a message. Its content stands in `blobs`, as base64. `used`: a message has it, for good; one that
 * no message took goes after a day.
 */
export const uploads = sqliteTable(
  'uploads',
  {
    blobId: text().primaryKey(),
    mime: text().notNull(),
    bytes: integer().notNull(),
    uploadedAt: integer().notNull(),
    used: integer().notNull(),
  },
  (t) => [index('uploads_unused').on(t.used, t.uploadedAt)],
);

/** `log_epoch`: made with the database, first half of every cursor. `format`: see `formatVersion`. */
export const meta = sqliteTable('meta', { key: text().primaryKey(), value: text().notNull() });

/**
 * Signals and observations that changed nothing, for people who ask why. No part of the log, for they have no version, and
 * no projection: `verify` and `rebuild` leave them alone. Bounded per thread and over all; the oldest go first.
 */
export const ignoredSignals = sqliteTable(
  'ignored_signals',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    threadId: text().notNull(),
    /** Of the binding that spoke. */
    epoch: integer().notNull(),
    kind: text().notNull(),
    reason: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [index('ignored_signals_thread').on(t.threadId, t.id)],
);
