import { setMaxListeners } from 'node:events';
import type { HostedProcess, ProviderSignal } from '../../contract.ts';
import { Follower } from '../../hosted/follower.ts';
import type { HostedLife } from '../../hosted/keeper.ts';
import { useOf } from '../events.ts';
import { failure } from '../failures.ts';
import type { Catalog } from '../models.ts';
import type { Event, StreamItem } from '../native.ts';
import type { BoundSession } from '../session.ts';
import { connect } from '../stream/connection.ts';
import { Listening } from '../stream/listening.ts';
import { refuse } from './answers.ts';
import { Api } from './api.ts';
import { Directories } from './directories.ts';
import { Tasks } from './tasks.ts';

export interface LifeOptions {
  readonly process: HostedProcess;
  readonly emit: (signal: ProviderSignal) => void;
  readonly log: (level: 'info' | 'warn' | 'error', message: string, fields: Record<string, unknown>) => void;
  readonly learned: (catalog: Catalog) => void;
}

/** Reading back what a gap swallowed, all sessions together, in ms. */
const catchUpDeadline = 15_000;
/** The kept beginning of an event of an unknown kind, in UTF-16 units. */
const sampleLimit = 500;
const streamLimits = { backOff: [0, 100, 250, 500, 1_000, 2_000, 5_000], waiting: 20_000 };
/** Signals with which somebody ends a process on purpose. */
const chosenSignals: ReadonlySet<string> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP']);

/** One life of the server process: its calls, its event stream, and the sessions that are bound to it. */
export class Life implements HostedLife {
  readonly process: HostedProcess;
  readonly api: Api;
  readonly directories: Directories;
  readonly listening: Listening;
  readonly tasks: Tasks;
  readonly sessions = new Map<string, BoundSession>();
  readonly #options: LifeOptions;
  readonly #stream: Follower<StreamItem>;
  #over = false;

  constructor(options: LifeOptions) {
    this.#options = options;
    this.process = options.process;
    const endpoint = { port: options.process.port, password: options.process.password };
    this.api = new Api(endpoint);
    this.directories = new Directories(this.api, options.learned);
    this.listening = new Listening((directory, signal) => this.api.provoke(directory, signal));
    this.tasks = new Tasks({
      survivors: options.process.survivors,
      emit: options.emit,
      failed: (reason) => options.log('warn', 'what the commands of OpenCode left running could not be listed', { reason }),
    });
    const told = {
      event: (item: StreamItem) => this.#event(item),
      catchUp: () => this.#catchUp(),
      restored: () => this.#restored(),
      lost: (reason: string) => this.#lost(reason),
    };
    this.#stream = new Follower<StreamItem>((events) => connect(endpoint, this.listening.over(events)), told, streamLimits);
  }

  get incarnation(): string {
    return this.process.incarnation;
  }

  /** Whether the event stream is open and caught up; waits for it. */
  streaming(signal: AbortSignal): Promise<boolean> {
    return this.#stream.ready(signal);
  }

  /** The process has ended, or will: nothing more is told but this. */
  over(exit: { readonly code: number | null; readonly signal: string | null }): void {
    if (this.#over) return;
    this.#over = true;
    this.tasks.end();
    this.#stream.end();
    const cause = failureOfExit(exit);
    for (const session of this.sessions.values()) {
      this.#options.emit({ kind: 'exited', ...session.translator.source, ...(cause === null ? {} : { failure: cause }) });
    }
    this.sessions.clear();
  }

  async #catchUp(): Promise<void> {
    const deadline = AbortSignal.timeout(catchUpDeadline);
    setMaxListeners(0, deadline); // one deadline for many calls
    const catchUp = async (session: BoundSession) => {
      const works = session.translator.livePrompt !== null;
      await session.catchUp(this.api, this.listening, deadline);
      if (works) this.tasks.lookSoon(session.place);
    };
    await Promise.all([...this.sessions.values()].map(catchUp));
  }

  #restored(): void {
    for (const session of this.sessions.values()) this.#options.emit({ kind: 'reconnected', ...session.translator.source });
  }

  #lost(reason: string): void {
    this.#options.log('warn', 'the event stream of OpenCode is away', { reason });
    for (const session of this.sessions.values()) this.#options.emit({ kind: 'disconnected', ...session.translator.source });
  }

  #event(item: StreamItem): void {
    const { type } = item.payload;
    const use = useOf(type);
    if (use === 'noise') return;
    if (use === 'unknown') {
      this.#options.emit({ kind: 'unknown-event', type, sample: JSON.stringify(item.payload).slice(0, sampleLimit) });
      return;
    }
    try {
      this.#deliver(item.payload as Event);
    } catch (error) {
      // A known kind in an unknown shape is as unknown as an unknown kind.
      this.#options.log('error', 'an event of OpenCode could not be read', { type, reason: error instanceof Error ? error.message : '' });
      this.#options.emit({ kind: 'unknown-event', type, sample: JSON.stringify(item.payload).slice(0, sampleLimit) });
    }
  }

  #deliver(event: Event): void {
    const id = sessionOf(event);
    if (id === undefined) return;
    this.#learnChild(event, id);
    const own = this.sessions.get(id);
    if (own) {
      own.deliver(event);
      if (event.type === 'session.status' && event.properties.status.type === 'idle') this.#cameToRest(own);
      return;
    }
    const root = [...this.sessions.values()].find((session) => session.children.has(id));
    root?.deliver(event, id);
  }

  #learnChild(event: Event, id: string): void {
    if (event.type !== 'session.created' && event.type !== 'session.updated') return;
    const parent = event.properties.info.parentID;
    if (parent === undefined) return;
    for (const session of this.sessions.values()) {
      if (session.ref.session === parent || session.children.has(parent)) session.adoptChild(id);
    }
  }

  #cameToRest(session: BoundSession): void {
    this.#refuseLeftovers(session);
    void this.tasks.look(session.place);
  }

  /** OpenCode keeps requests whose turn has ended (A5.3): they are refused, so that nobody meets them later (rule 28). */
  #refuseLeftovers(session: BoundSession): void {
    for (const ref of session.translator.takeLeftovers()) {
      refuse(this.api, session.ref.directory, ref, AbortSignal.timeout(catchUpDeadline)).catch(() => undefined);
    }
  }
}

function failureOfExit(exit: { readonly code: number | null; readonly signal: string | null }) {
  if (exit.signal !== null && !chosenSignals.has(exit.signal))
    return failure('PROVIDER_UNAVAILABLE', `OpenCode crashed (${exit.signal}).`, true);
  if (exit.code !== null && exit.code !== 0) return failure('PROVIDER_UNAVAILABLE', `OpenCode ended with code ${exit.code}.`, true);
  return null;
}

/** The session that an event is about, wherever its kind keeps it. */
function sessionOf(event: Event): string | undefined {
  const properties = event.properties as {
    readonly sessionID?: string;
    readonly info?: { readonly sessionID?: string; readonly id?: string };
    readonly part?: { readonly sessionID?: string };
  };
  return properties.sessionID ?? properties.part?.sessionID ?? properties.info?.sessionID ?? properties.info?.id;
}
