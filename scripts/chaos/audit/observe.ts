import { join } from 'node:path';
import { createClient as openDatabase } from '@libsql/client';
import type { Client } from '@plumbline/client';
import type { EventRecord, ThreadEvent } from '@plumbline/lifecycle';
import type { Plumbline } from '../../../e2e/harness/plumbline.ts';
import { openExisting } from '../../../packages/store/src/cli/options.ts';
import { verify } from '../../../packages/store/src/maintenance/verify.ts';
import type { Ledger } from '../load/ledger.ts';
import type { Viewer } from '../load/viewer.ts';
import type { AuditedThread, ProviderTruth, World } from './world.ts';

type LogRow = World['log'][number] & { readonly private: { readonly session?: string; readonly directory?: string } | null };

/** A fact that comes late (rule 18) may fall between two looks; then it is looked again, at most so often. */
const mostLooks = 20;

/** Gathers the world at a moment of rest: what was looked at from one side has not moved on before the last one was. */
export async function observe(plumbline: Plumbline, client: Client, viewers: readonly Viewer[], ledger: Ledger): Promise<World> {
  for (let look = 1; ; look += 1) {
    const before = (await client.system.status.query()).sequence;
    const world = await lookOnce(plumbline, client, viewers, ledger);
    const late = viewers.some(({ threadId, now }) => now?.state.version !== versionIn(world, threadId));
    const silent = world.threads.some(({ provider }) => provider === 'silent');
    if ((world.head === before && !late && !silent) || look === mostLooks) return world;
    await new Promise((done) => setTimeout(done, 100));
  }
}

const versionIn = ({ threads }: World, threadId: string) => threads.find((thread) => thread.threadId === threadId)?.served.version;

async function lookOnce(plumbline: Plumbline, client: Client, viewers: readonly Viewer[], ledger: Ledger): Promise<World> {
  const log = await readLog(plumbline.dataDir);
  const truths = await providerTruths(plumbline, log);
  const threads = await Promise.all(viewers.map((viewer) => auditedThread(client, viewer, truths)));
  const { sequence } = await client.system.status.query();
  return {
    log,
    head: sequence,
    threads,
    sent: ledger.sent,
    contradictions: ledger.contradictions,
    verified: await verified(plumbline.dataDir),
    processes: plumbline.processes(),
  };
}

async function auditedThread(
  client: Client,
  viewer: Viewer,
  truths: ReadonlyMap<string, ProviderTruth | 'silent'>,
): Promise<AuditedThread> {
  const { threadId, now, shown } = viewer;
  const served = await client.thread.get.query({ threadId });
  const seen = now && { state: now.state, items: [...now.timeline.turns].flatMap((view) => [...view.items]) };
  return { threadId, served, seen, shown, provider: truths.get(threadId) ?? { busy: false, prompts: [] } };
}

/** The log as it lies in the file, read beside the server with nothing of its code. */
export async function readLog(dataDir: string): Promise<readonly LogRow[]> {
  const database = openDatabase({ url: `file:${join(dataDir, 'plumbline.db')}` });
  try {
    const { rows } = await database.execute('SELECT * FROM events ORDER BY sequence');
    return rows.map((row) => ({
      threadId: String(row.thread_id) as EventRecord['threadId'],
      sequence: Number(row.sequence),
      version: Number(row.version),
      at: Number(row.at),
      event: JSON.parse(String(row.payload)) as ThreadEvent,
      private: row.private === null ? null : JSON.parse(String(row.private)),
    }));
  } finally {
    database.close();
  }
}

/** `npm run verify`, in this process. */
export async function verified(dataDir: string): Promise<readonly string[]> {
  const database = await openExisting(`file:${join(dataDir, 'plumbline.db')}`);
  const findings: string[] = [];
  try {
    await verify(database, (line) => findings.push(line));
  } finally {
    database.close();
  }
  return findings;
}

/** What OpenCode says of each thread, over its own interface: all conversations that the thread was ever bound to. */
async function providerTruths(plumbline: Plumbline, log: readonly LogRow[]): Promise<ReadonlyMap<string, ProviderTruth | 'silent'>> {
  const server = new OpenCode(plumbline);
  const busy = await busyThreads(plumbline, log, server);
  const truths = new Map<string, ProviderTruth | 'silent'>();
  for (const [threadId, sessions] of conversations(log)) {
    const prompts: string[] = [];
    for (const [session, directory] of sessions) prompts.push(...(await server.prompts(session, directory)));
    truths.set(threadId, server.silent ? 'silent' : { busy: busy.has(threadId), prompts });
  }
  return truths;
}

/** The threads that OpenCode works for just now. */
export async function busyThreads(
  plumbline: Plumbline,
  log: readonly LogRow[],
  server = new OpenCode(plumbline),
): Promise<ReadonlySet<string>> {
  const bound = conversations(log);
  const busy = new Set<string>();
  for (const directory of new Set([...bound.values()].flatMap((sessions) => [...sessions.values()])))
    for (const session of await server.busy(directory)) busy.add(session);
  return new Set(
    [...bound].flatMap(([threadId, sessions]) => ([...sessions.keys()].some((session) => busy.has(session)) ? [threadId] : [])),
  );
}

/** By thread: the directory of each session that it was bound to. */
function conversations(log: readonly LogRow[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const bound = new Map<string, Map<string, string>>();
  for (const { threadId, event, private: facts } of log) {
    if (event?.type !== 'session.bound' || facts?.session === undefined || facts.directory === undefined) continue;
    bound.set(threadId, (bound.get(threadId) ?? new Map()).set(facts.session, facts.directory));
  }
  return bound;
}

/** OpenCode runs and answers: only then can its conversations be read. */
export async function answers(plumbline: Plumbline): Promise<boolean> {
  const server = new OpenCode(plumbline);
  await server.busy(plumbline.base);
  return !server.silent;
}

interface Message {
  readonly info: { readonly role: string };
  readonly parts: readonly { readonly type: string; readonly text?: string; readonly synthetic?: boolean }[];
}

class OpenCode {
  /** A question had no answer: no further one is asked, and nothing is known of what it lacks. */
  silent = false;
  readonly #plumbline: Plumbline;

  constructor(plumbline: Plumbline) {
    this.#plumbline = plumbline;
  }

  async busy(directory: string): Promise<readonly string[]> {
    const status = await this.#get<Record<string, { type: string }>>('/session/status', directory);
    return Object.entries(status ?? {}).flatMap(([session, { type }]) => (type === 'idle' ? [] : [session]));
  }

  async prompts(session: string, directory: string): Promise<readonly string[]> {
    const messages = (await this.#get<readonly Message[]>(`/session/${session}/message`, directory)) ?? [];
    return messages
      .filter(({ info }) => info.role === 'user')
      .map(({ parts }) => parts.flatMap((part) => (part.type === 'text' && !part.synthetic ? [part.text ?? ''] : [])).join(''));
  }

  /** Null: it does not know it, or is silent. */
  async #get<T>(path: string, directory: string): Promise<T | null> {
    const record = this.#plumbline.process('opencode');
    if (this.silent || !record?.ready) return this.#none();
    const authorization = `Basic ${Buffer.from(`opencode:${record.password}`).toString('base64')}`;
    const address = `http://127.0.0.1:${record.port}${path}?directory=${encodeURIComponent(directory)}`;
    try {
      const answer = await fetch(address, { headers: { authorization }, signal: AbortSignal.timeout(20_000) });
      if (answer.ok) return (await answer.json()) as T;
      return answer.status === 404 ? null : this.#none();
    } catch {
      return this.#none();
    }
  }

  #none(): null {
    this.silent = true;
    return null;
  }
}
