import { join } from 'node:path';
import type { Client } from '@plumbline/client';
import type { Plumbline } from '../../../e2e/harness/plumbline.ts';
import { openExisting } from '../../../packages/store/src/cli/options.ts';
import { verify } from '../../../packages/store/src/maintenance/verify.ts';
import type { Ledger } from '../load/ledger.ts';
import type { Viewer } from '../load/viewer.ts';
import { Histories } from './histories.ts';
import { readLog } from './log.ts';
import type { AuditedThread, ProviderTruth, World } from './world.ts';

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
  const truths = await new Histories(plumbline, viewers).truths(log);
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
