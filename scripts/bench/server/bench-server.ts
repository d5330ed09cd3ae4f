import { readFileSync } from 'node:fs';
import { type Client, createClient } from '@plumbline/client';
import { PracticeControl } from '@plumbline/practice-model';
import { Plumbline } from '../../../e2e/harness/plumbline.ts';
import { until } from '../../../e2e/harness/until.ts';

const running = new Set<Plumbline>();

/** The built server on data of its own, with a typed client and a project, for as long as `work` takes. */
export function withServer<T>(work: (server: BenchServer) => Promise<T>): Promise<T> {
  return withPlumbline(async (plumbline) => {
    await plumbline.start();
    return await work(await BenchServer.on(plumbline));
  });
}

/** A server that is not started yet, with an empty data directory. Afterwards it is ended and its data is gone. */
export async function withPlumbline<T>(work: (plumbline: Plumbline) => Promise<T>): Promise<T> {
  const plumbline = new Plumbline();
  running.add(plumbline);
  try {
    return await work(plumbline);
  } finally {
    await end(plumbline);
  }
}

/** For a bench that is broken off: nothing that it started goes on. */
export async function endServers(): Promise<void> {
  await Promise.all([...running].map(end));
}

/** Stops it as a user would; what does not stop is killed. */
async function end(plumbline: Plumbline): Promise<void> {
  const stopped = await Promise.race([plumbline.stop().then(() => true), pause(15_000).then(() => false)]);
  if (!stopped) await plumbline.kill();
  for (const { pid } of plumbline.processes()) process.kill(pid, 'SIGKILL');
  plumbline.remove();
  running.delete(plumbline);
}

export class BenchServer {
  readonly plumbline: Plumbline;
  readonly client: Client;
  readonly projectId: string;
  readonly directory: string;

  private constructor(plumbline: Plumbline, client: Client, projectId: string, directory: string) {
    this.plumbline = plumbline;
    this.client = client;
    this.projectId = projectId;
    this.directory = directory;
  }

  static async on(plumbline: Plumbline): Promise<BenchServer> {
    const client = createClient({ url: plumbline.url, token: plumbline.token });
    const directory = plumbline.directory('bench');
    const { projectId } = await client.project.add.mutate({ path: directory, title: 'Bench' });
    return new BenchServer(plumbline, client, projectId, directory);
  }

  /** A thread whose first turn is behind it: OpenCode runs, and its directory is warm. */
  async warmThread(): Promise<string> {
    const { threadId } = await this.client.thread.create.mutate({ projectId: this.projectId, model: 'practice/practice', title: 'Bench' });
    await this.client.thread.turn.start.mutate({ threadId, text: 'Say hello.' });
    await this.settled(threadId, 1);
    return threadId;
  }

  /** Resolves when so many turns of the thread have ended. */
  async settled(threadId: string, turns: number): Promise<void> {
    const settled = async () => {
      const { state } = await this.client.thread.get.query({ threadId });
      return state.turnCount === turns && state.turn === undefined;
    };
    await until(settled, { what: `turn ${turns} has ended`, within: 90_000 });
  }

  practice(): PracticeControl {
    const { port, password } = this.record('practice-model');
    return new PracticeControl({ url: `http://127.0.0.1:${port}`, key: password });
  }

  record(name: 'opencode' | 'practice-model'): { readonly port: number; readonly password: string } {
    const record = this.plumbline.process(name);
    if (record === null) throw new Error(`${name} does not run.`);
    return record;
  }
}

/** Resident memory of a process in megabytes. */
export function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`Process ${pid} tells no memory.`);
  return Number(kilobytes) / 1_024;
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
