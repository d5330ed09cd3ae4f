import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient } from '@plumbline/client';
import { PracticeControl } from '@plumbline/practice-model';
import { LyingControl, lyingModelId } from '@plumbline/providers/lying';
import { Plumbline } from '../../e2e/harness/plumbline.ts';
import { until } from '../../e2e/harness/until.ts';
import type { Place } from './audit/at-gate.ts';
import { audit } from './audit/checks.ts';
import { fullAtRest } from './audit/full.ts';
import { answers, Histories } from './audit/histories.ts';
import { jumpAtRest } from './audit/jumps.ts';
import { readLog } from './audit/log.ts';
import { observe, verified } from './audit/observe.ts';
import { Inflictor } from './faults/inflict.ts';
import { Inside } from './faults/inside.ts';
import { Wire } from './faults/streams.ts';
import { Ledger } from './load/ledger.ts';
import { lieGateOf } from './load/lies.ts';
import { Users } from './load/users.ts';
import { type ProviderName, Viewer } from './load/viewer.ts';
import { gatesInRound, isFault, isLying, roundOf, threadCount } from './plan/schedule.ts';

const projectCount = 2;
/** Nothing was written for so long, and still no rest: longer than any deadline of the rules. In ms. */
const stuckAfter = 90_000;
/** Bounds of the whole waiting, for a slow machine; in ms. */
const restWithin = 600_000;
const truthWithin = 120_000;

const models = { opencode: 'practice/practice', lying: lyingModelId } as const;

/** One data directory, its server, twenty threads and as many live clients, through the rounds of one seed. */
export class Chapter {
  readonly plumbline = new Plumbline();
  readonly ledger = new Ledger();
  /** How long the last round waited for what, in ms. */
  readonly waits = new Map<string, number>();
  readonly #seed: number;
  readonly #wire = new Wire(() => this.plumbline.port);
  readonly #inside = new Inside(this.plumbline);
  readonly inflictor = new Inflictor(this.plumbline, this.#wire, this.#inside);
  #client: Client | undefined;
  readonly #viewers: Viewer[] = [];
  #users: Users | undefined;
  #gates: readonly string[] = [];
  #marked = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  async begin(): Promise<void> {
    await this.#wire.open();
    this.plumbline.frontPort = this.#wire.port;
    this.plumbline.readyWithin = restWithin;
    // OpenCode unpacks itself there, and leaves that behind when it is killed.
    const TMPDIR = this.plumbline.directory('tmp');
    this.plumbline.settings = { ...this.plumbline.settings, TMPDIR, PLUMBLINE_LYING: String(this.#seed) };
    await this.plumbline.start();
    const client = createClient({ url: this.plumbline.url, token: this.plumbline.token });
    this.#client = client;
    for (let at = 0; at < threadCount; at++) {
      const path = join(this.plumbline.base, 'work', `p${at % projectCount}`);
      mkdirSync(path, { recursive: true });
      const { projectId } = await client.project.add.mutate({ path });
      const provider: ProviderName = isLying(at) ? 'lying' : 'opencode';
      const made = { projectId, provider, model: models[provider], title: `Chaos ${at}` };
      const { threadId } = await client.thread.create.mutate(made);
      this.#viewers.push(new Viewer(client, threadId, provider));
    }
    this.#users = new Users(client, this.#viewers, this.ledger, (gate) => this.#open(this.#gates[gate] ?? ''));
  }

  /** Load and faults, then rest, then the audit. Resolves to the findings. */
  async round(number: number): Promise<readonly string[]> {
    this.#gates = Array.from({ length: gatesInRound }, (_, gate) => `g${this.#seed}-${number}-${gate}`);
    for (const { afterMs, act } of roundOf(this.#seed, number)) {
      await new Promise((done) => setTimeout(done, afterMs));
      if (isFault(act)) await this.inflictor.inflict(act);
      else this.#users?.act(act, `m${this.#seed}-${this.#marked++}`, this.#gates);
    }
    await this.inflictor.over();
    await this.#users?.done();
    return await this.#settled(`${this.#seed}-${number}`);
  }

  /** The server's own end: nothing may be left of it. Resolves to the findings. */
  async end(): Promise<readonly string[]> {
    await this.#leave();
    const code = await this.plumbline.stop();
    const found = code === 0 ? [] : [`end: the server ended with ${code}`];
    const gone = async () => this.plumbline.processes().length === 0;
    await until(gone, { what: 'no process is left', within: 5_000 }).catch(() => undefined);
    for (const { pid, command } of this.plumbline.processes()) found.push(`end: left over: ${pid} ${command}`);
    return [...found, ...(await verified(this.plumbline.dataDir)).map((line) => `end: ${line}`)];
  }

  /** Ends what is left of a chapter that was broken off; `keep` leaves its data where it is. */
  async clear(keep: boolean): Promise<void> {
    await this.plumbline.kill();
    await this.#leave();
    for (const { pid } of this.plumbline.processes()) process.kill(pid, 'SIGKILL');
    if (!keep) this.plumbline.remove();
  }

  /** All clients go. */
  async #leave(): Promise<void> {
    await Promise.all(this.#viewers.splice(0).map((viewer) => viewer.close()));
    await this.#wire.close();
  }

  async #settled(mark: string): Promise<readonly string[]> {
    const found: string[] = [];
    this.waits.clear();
    const wait = async (what: string, within: number, holds: () => Promise<boolean>) => {
      const began = performance.now();
      await until(holds, { what, within, every: 250 }).catch((error) => found.push(`rest: ${(error as Error).message}`));
      this.waits.set(what, performance.now() - began);
    };
    await wait('every send has an answer', restWithin, () => this.ledger.repeat());
    await this.ledger.sayAgain();
    await wait('what runs is at work in its provider', truthWithin, async () => {
      // At each look: the provider may have been away, or forgotten in a new life which gates were open.
      for (const gate of this.#gates) await this.#openLies(gate);
      return (await this.#lies()).length === 0;
    });
    if (found.length > 0) found.push(...(await this.#lies()));
    let restless: readonly string[] = [];
    const moved = { head: -1, at: performance.now() };
    await wait('every thread is at rest', restWithin, async () => {
      restless = await this.#restless();
      const head = (await this.#status())?.sequence ?? -1;
      if (head !== moved.head) Object.assign(moved, { head, at: performance.now() });
      return restless.length === 0 || performance.now() - moved.at > stuckAfter;
    });
    found.push(...restless.map((line) => `rest: ${line}`));
    await wait('OpenCode can be asked', restWithin, () => this.#askable('opencode'));
    await wait('the lying provider can be asked', restWithin, () => this.#askable('lying'));
    const place = this.#place();
    // A server that goes by the wall clock, or cannot write any more, may never come to rest again: no long waits for it.
    const trials = found.length === 0 ? [...(await jumpAtRest(place, `jump${mark}`)), ...(await fullAtRest(place, `full${mark}`))] : [];
    if (trials.length > 0) return trials;
    await wait('the live clients have caught up', restWithin, () => this.#caughtUp());
    return [...found, ...audit(await observe(place.plumbline, place.client, this.#viewers, this.ledger))];
  }

  /** The first thread is one of OpenCode. */
  #place(): Place {
    const client = this.#client;
    const [viewer] = this.#viewers;
    if (!client || !viewer) throw new Error('The chapter has not begun.');
    const { plumbline, ledger } = this;
    return { plumbline, inside: this.#inside, client, viewer, ledger, control: () => this.#practice() };
  }

  /** It starts on demand; a kill at the end of a round leaves nobody who asks for it. */
  async #askable(provider: ProviderName): Promise<boolean> {
    if (await answers(this.plumbline, provider)) return true;
    const ofIt = (await this.#summaries()).filter(({ settings }) => settings.provider === provider);
    const first = ofIt.find(({ session: { status } }) => status === 'stopped' || status === 'error');
    if (first) await this.ledger.say(async () => this.#client?.thread.session.start.mutate({ threadId: first.threadId }));
    return false;
  }

  /** Turns that claim to run while their provider is idle. A turn that ended between two looks is none. */
  async #lies(): Promise<readonly string[]> {
    const claimed = await this.#running();
    const busy = await new Histories(this.plumbline, this.#viewers).busyThreads(await readLog(this.plumbline.dataDir));
    const still = await this.#running();
    return [...claimed].flatMap(([threadId, turnId]) =>
      still.get(threadId) === turnId && !busy.has(threadId) ? [`turns: ${threadId}: turn ${turnId} runs, and its provider is idle`] : [],
    );
  }

  /** Running turns that are stated without a reservation, by thread. */
  async #running(): Promise<ReadonlyMap<string, string>> {
    const summaries = await this.#summaries();
    return new Map(
      summaries.flatMap(({ threadId, session, latestTurn }) =>
        session.status === 'running' && session.unverifiedSince === undefined && latestTurn?.stop === undefined
          ? [[threadId, session.activeTurnId] as const]
          : [],
      ),
    );
  }

  /** Helps everything to its end, as patient users would, and tells what is not there yet. */
  async #restless(): Promise<readonly string[]> {
    for (const gate of this.#gates) {
      await this.#open(gate);
      await this.#openLies(gate); // Of prompts that were handed over since.
    }
    const found: string[] = [];
    for (const { threadId, latestTurn, openRequests, queued, held, session } of await this.#summaries()) {
      const live = latestTurn?.state === 'pending' || latestTurn?.state === 'running';
      if (openRequests > 0) await this.#users?.answer(threadId, await this.#stateOf(threadId));
      if (held) await this.ledger.say(async () => this.#client?.thread.queue.resume.mutate({ threadId }));
      const draining = session.draining === true;
      if (live || held || draining || session.status === 'starting')
        found.push(`${threadId}: ${session.status}, turn ${latestTurn?.state}, ${queued} queued${held ? `, held: ${held.reason}` : ''}`);
    }
    return found;
  }

  async #status() {
    return this.#client?.system.status.query().catch(() => undefined);
  }

  async #stateOf(threadId: string) {
    return (await this.#client?.thread.get.query({ threadId }))?.state;
  }

  async #summaries() {
    const list = await this.#client?.thread.list.query({ limit: 200 }).catch(() => undefined);
    if (!list) throw new Error('The server does not answer.');
    return list.threads;
  }

  async #caughtUp(): Promise<boolean> {
    const versions = new Map((await this.#summaries()).map(({ threadId, version }) => [threadId as string, version]));
    return this.#viewers.every(({ threadId, now }) => now?.connection === 'live' && now.state.version === versions.get(threadId));
  }

  /** Whether or not somebody runs just now who waits at it. */
  async #open(gate: string): Promise<void> {
    await Promise.all([
      this.plumbline.process('practice-model')?.ready &&
        this.#practice()
          .release(gate)
          .catch(() => undefined),
      this.#openAtLiar(gate),
    ]);
  }

  /** Lies that deceive who asks: what runs could not be told from what is at work. */
  #openLies(gate: string): Promise<void> {
    return this.#openAtLiar(lieGateOf(gate));
  }

  async #openAtLiar(gate: string): Promise<void> {
    if (this.plumbline.process('lying')?.ready)
      await LyingControl.of(this.plumbline.dataDir)
        .open(gate)
        .catch(() => undefined);
  }

  #practice(): PracticeControl {
    const record = this.plumbline.process('practice-model');
    return new PracticeControl({ url: `http://127.0.0.1:${record?.port ?? 0}`, key: record?.password ?? '' });
  }
}
