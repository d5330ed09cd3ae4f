import type { ProjectId, ThreadId, ThreadSummary } from '@plumbline/lifecycle';
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { Project, ThreadQuery } from '../contract.ts';
import type { Database } from '../database/database.ts';
import { projects, threads } from '../schema/index.ts';
import { parsed } from './decode.ts';

const usualThreads = 100;
const mostThreads = 200;

/** Newest activity first. Without `archived: true`: those that are not archived. Removed ones are never listed. */
export async function listThreads(
  database: Database,
  query: ThreadQuery,
): Promise<{ readonly threads: readonly ThreadSummary[]; readonly cursor?: string }> {
  const limit = Math.min(Math.max(Math.floor(query.limit ?? usualThreads), 1), mostThreads);
  const after = query.cursor === undefined ? null : parseCursor(query.cursor);
  const rows = await database.read((orm) =>
    orm
      .select()
      .from(threads)
      .where(
        and(
          eq(threads.removed, 0),
          eq(threads.archived, query.archived ? 1 : 0),
          query.projectId === undefined ? undefined : eq(threads.projectId, query.projectId),
          after ? sql`(${threads.lastActivityAt}, ${threads.threadId}) < (${after.at}, ${after.threadId})` : undefined,
        ),
      )
      .orderBy(desc(threads.lastActivityAt), desc(threads.threadId))
      .limit(limit + 1),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    threads: page.map(summaryOf),
    ...(rows.length > limit && last ? { cursor: `${last.lastActivityAt}.${last.threadId}` } : {}),
  };
}

export async function readSummary(database: Database, threadId: ThreadId): Promise<ThreadSummary | null> {
  const row = await database.read((orm) => orm.select().from(threads).where(eq(threads.threadId, threadId)).get());
  return row && row.removed === 0 ? summaryOf(row) : null;
}

export async function unsettledThreads(database: Database): Promise<readonly ThreadId[]> {
  const rows = await database.read((orm) =>
    orm.all<{ id: ThreadId }>(sql`
      SELECT s.thread_id AS id FROM sessions s JOIN threads t ON t.thread_id = s.thread_id
      WHERE s.unsettled = 1 AND t.removed = 0 ORDER BY s.thread_id`),
  );
  return rows.map((row) => row.id);
}

export async function threadsToDrain(database: Database): Promise<readonly ThreadId[]> {
  const rows = await database.read((orm) =>
    orm.all<{ id: ThreadId }>(sql`
      SELECT t.thread_id AS id FROM threads t WHERE t.removed = 0 AND t.thread_id IN (
        SELECT thread_id FROM sessions WHERE bound = 1 UNION SELECT thread_id FROM threads WHERE waiting = 1
      ) ORDER BY t.thread_id`),
  );
  return rows.map((row) => row.id);
}

export async function listProjects(database: Database): Promise<readonly Project[]> {
  const rows = await database.read((orm) => orm.select().from(projects).orderBy(asc(projects.createdAt), asc(projects.projectId)));
  return rows.map(projectOf);
}

export async function findProject(database: Database, projectId: ProjectId): Promise<Project | null> {
  const row = await database.read((orm) => orm.select().from(projects).where(eq(projects.projectId, projectId)).get());
  return row ? projectOf(row) : null;
}

/** A row that cannot be read stays in the list, as damaged: a thread that vanished would be a lie. */
function summaryOf(row: typeof threads.$inferSelect): ThreadSummary {
  const summary = parsed<ThreadSummary>(row.summary);
  if (summary) return row.damaged === 1 ? { ...summary, damaged: true } : summary;
  return {
    threadId: row.threadId as ThreadId,
    projectId: row.projectId as ProjectId,
    title: 'This thread cannot be read',
    settings: { provider: '', model: '' },
    session: { status: 'stopped', epoch: 0 },
    openRequests: 0,
    queued: 0,
    createdAt: row.lastActivityAt,
    lastActivityAt: row.lastActivityAt,
    version: row.version,
    damaged: true,
  };
}

function projectOf(row: typeof projects.$inferSelect): Project {
  const { path, title, createdAt } = row;
  return { projectId: row.projectId as ProjectId, path, title, createdAt, ...(row.sample === 1 ? { sample: true as const } : {}) };
}

function parseCursor(cursor: string): { readonly at: number; readonly threadId: string } | null {
  const match = /^(\d{1,16})\.(.+)$/.exec(cursor);
  return match?.[1] && match[2] ? { at: Number(match[1]), threadId: match[2] } : null;
}
