import type { AppRouter } from '@plumbline/api';
import type { LiveMessage, ThreadId, ThreadSummary } from '@plumbline/lifecycle';
import type { inferRouterOutputs } from '@trpc/server';
import { type Client, hubOf } from '../create-client.ts';
import { lendSignal } from '../stream/lend-signal.ts';
import type { LinkState, Listener } from '../stream/link.ts';
import { wait } from '../stream/wait.ts';
import { Latest } from './latest.ts';
import { Reload } from './reload.ts';
import { ThreadList } from './thread-list.ts';

type Outputs = inferRouterOutputs<AppRouter>;
export type ProjectEntry = Outputs['project']['list']['projects'][number];
export type ProviderEntry = Outputs['provider']['list'][number];

/** What a sidebar shows. Parts that did not change are the same objects as before. */
export interface FollowedLists extends LinkState {
  readonly projects: readonly ProjectEntry[];
  /** Null: not answered yet. Asked apart from the rest, since a provider may be slow. */
  readonly providers: readonly ProviderEntry[] | null;
  /** Not archived, newest first by creation, at most `threadsAtMost` are fetched. */
  readonly threads: readonly ThreadSummary[];
  /** There are more threads than were fetched. */
  readonly more: boolean;
  /** How often all threads were fetched because some news may have been missed: what differs across it is not told as it happens. */
  readonly anew: number;
}

export const threadsAtMost = 1_000;
const pageSize = 200;
/** The lists are fetched once the stream is caught up, but not later than this. */
const patienceMs = 300;

/** Follows the lists for one reader. */
export class ListFollower implements Listener {
  readonly threadId = null;
  readonly output = new Latest<FollowedLists>();
  readonly #client: Client;
  readonly #ended = new AbortController();
  readonly #detach: () => void;
  readonly #list = new ThreadList();
  readonly #reloads: { readonly projects: Reload; readonly threads: Reload; readonly providers: Reload };
  #projects: readonly ProjectEntry[] | null = null;
  #providers: readonly ProviderEntry[] | null = null;
  #fetched = false;
  #more = false;
  #anew = 0;
  #link: LinkState;
  /** Summaries heard while the list is being fetched; null: it is not. */
  #heard: Map<ThreadId, ThreadSummary> | null = null;
  /** The lists were fetched before the stream was open, or never. */
  #behind = true;

  constructor(client: Client) {
    this.#client = client;
    const hub = hubOf(client);
    this.#link = hub.linkOf(null);
    const failed = (error: unknown) => this.failed(error);
    const { signal } = this.#ended;
    this.#reloads = {
      projects: new Reload(() => this.#loadProjects(), failed, signal),
      threads: new Reload(() => this.#loadThreadsAnew(), failed, signal),
      providers: new Reload(() => this.#loadProviders(), failed, signal),
    };
    this.#detach = hub.attach(this);
    void this.#begin();
  }

  end(): void {
    this.#ended.abort();
    this.#detach();
    this.output.end();
  }

  cursor(): null {
    return null;
  }

  messages(messages: readonly LiveMessage[]): void {
    for (const message of messages) this.#hear(message);
    this.#publish();
  }

  link(state: LinkState): void {
    this.#link = state;
    this.#publish();
  }

  discontinuous(): void {
    this.#behind = true;
  }

  async poll(): Promise<void> {
    this.#behind = true; // a later stream has not told what was asked here
    await Promise.all([this.#loadProjects(), this.#loadThreads()]);
    if (!this.#providers) this.#reloads.providers.ask();
  }

  failed(error: unknown): void {
    this.#ended.abort();
    this.#detach();
    this.output.fail(error);
  }

  /** Waits for `ready`, so that what is fetched and what is heard join without a gap; but not for ever. */
  async #begin(): Promise<void> {
    if (this.#link.connection === 'live') this.#behind = false;
    else await wait(patienceMs, this.#ended.signal);
    if (!this.#fetched) this.#loadAll();
  }

  #hear(message: LiveMessage): void {
    switch (message.kind) {
      case 'summary':
        this.#heard?.set(message.summary.threadId, message.summary);
        this.#list.hear(message.summary);
        return;
      case 'removed':
        this.#heard?.delete(message.threadId);
        this.#list.remove(message.threadId);
        return;
      case 'changed':
        this.#reloads[message.what].ask();
        return;
      case 'ready':
        if (this.#behind) this.#loadAll();
        this.#behind = false;
        return;
      case 'reset':
        this.#loadAll();
        return;
      case 'event':
      case 'text':
        return;
    }
  }

  #loadAll(): void {
    for (const reload of Object.values(this.#reloads)) reload.ask();
  }

  #lent<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return lendSignal(this.#ended.signal, call);
  }

  async #loadProjects(): Promise<void> {
    this.#projects = (await this.#lent((signal) => this.#client.project.list.query(undefined, { signal }))).projects;
    this.#publish();
  }

  async #loadProviders(): Promise<void> {
    this.#providers = await this.#lent((signal) => this.#client.provider.list.query(undefined, { signal, context: { alone: true } }));
    this.#publish();
  }

  #loadThreadsAnew(): Promise<void> {
    return this.#loadThreads(() => {
      this.#anew += 1;
    });
  }

  async #loadThreads(loaded = () => {}): Promise<void> {
    const heard = new Map<ThreadId, ThreadSummary>();
    this.#heard = heard;
    const fetched: ThreadSummary[] = [];
    let cursor: string | undefined;
    do {
      const input = { limit: pageSize, ...(cursor !== undefined && { cursor }) };
      const page = await this.#lent((signal) => this.#client.thread.list.query(input, { signal }));
      fetched.push(...page.threads);
      cursor = page.cursor;
    } while (cursor !== undefined && fetched.length < threadsAtMost);
    this.#more = cursor !== undefined;
    this.#list.replace(fetched, heard.values());
    this.#heard = null;
    this.#fetched = true;
    loaded();
    this.#publish();
  }

  #publish(): void {
    if (!this.#projects || !this.#fetched) return;
    const { sorted: threads } = this.#list;
    this.output.put({ projects: this.#projects, providers: this.#providers, threads, more: this.#more, anew: this.#anew, ...this.#link });
  }
}
