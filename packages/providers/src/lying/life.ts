import type { HostedProcess, ProviderSignal } from '../contract.ts';
import { Follower } from '../hosted/follower.ts';
import type { HostedLife } from '../hosted/keeper.ts';
import { Api } from './api.ts';
import type { BoundSession } from './session.ts';
import { readLines } from './stream.ts';
import { unknownEvent } from './translate.ts';
import type { WireEvent, WireHello } from './wire.ts';

/** Reading back what a gap swallowed, all sessions together, in ms. */
const catchUpDeadline = 15_000;
const streamLimits = { backOff: [0, 50, 100, 250, 500, 1_000], waiting: 100_000 };

export interface LifeOptions {
  readonly process: HostedProcess;
  /** The incarnation of each life, by the child's own name for it; of all lives that this adapter met. */
  readonly lives: Map<string, string>;
  readonly emit: (signal: ProviderSignal) => void;
  readonly log: (level: 'info' | 'warn' | 'error', message: string, fields: Record<string, unknown>) => void;
}

/** One life of the child: its calls, its stream, and the sessions that are bound to it. */
export class Life implements HostedLife {
  readonly process: HostedProcess;
  readonly api: Api;
  readonly sessions = new Map<string, BoundSession>();
  readonly #options: LifeOptions;
  readonly #stream: Follower<unknown>;
  #over = false;

  constructor(options: LifeOptions) {
    this.#options = options;
    this.process = options.process;
    const endpoint = { port: options.process.port, token: options.process.password };
    this.api = new Api(endpoint);
    const told = {
      event: (line: unknown) => this.#event(line),
      catchUp: (hello: unknown) => this.#catchUp((hello as WireHello).life),
      restored: () => this.#tellAll('reconnected'),
      lost: (reason: string) => {
        options.log('warn', 'the event stream of the lying provider is away', { reason });
        this.#tellAll('disconnected');
      },
    };
    this.#stream = new Follower<unknown>((events) => readLines(endpoint, events), told, streamLimits);
  }

  get incarnation(): string {
    return this.process.incarnation;
  }

  /** Whether the stream is open and what was missed has been told; waits for it. */
  streaming(signal: AbortSignal): Promise<boolean> {
    return this.#stream.ready(signal);
  }

  /** The process has ended: nothing more is told but this. */
  over(exit: { readonly code: number | null; readonly signal: string | null }): void {
    if (this.#over) return;
    this.#over = true;
    this.#stream.end();
    const message = `The lying provider ended with code ${exit.code}.`;
    const failure =
      exit.code === null || exit.code === 0 ? {} : { failure: { code: 'PROVIDER_UNAVAILABLE', message, retryable: true } as const };
    for (const session of this.sessions.values()) this.#options.emit({ kind: 'exited', ...session.source, ...failure });
    this.sessions.clear();
  }

  async #catchUp(life: string): Promise<void> {
    this.#options.lives.set(life, this.incarnation);
    const deadline = AbortSignal.timeout(catchUpDeadline);
    await Promise.all(
      [...this.sessions.values()].map(async (session) => {
        const now = await this.api.session(session.ref.session, deadline);
        if (now !== null) session.catchUp(now);
      }),
    );
  }

  #tellAll(kind: 'reconnected' | 'disconnected'): void {
    for (const session of this.sessions.values()) this.#options.emit({ kind, ...session.source });
  }

  /** What is told in the name of an earlier life is passed on in that name: to tell the epochs apart is for the rules. */
  #event(line: unknown): void {
    const event = line as Partial<WireEvent> | null;
    if (typeof event?.type !== 'string' || typeof event.seq !== 'number' || typeof event.session !== 'string') {
      this.#options.emit(unknownEvent(line));
      return;
    }
    const incarnation = this.#options.lives.get(`${event.life}`) ?? `${event.life}`;
    this.sessions.get(event.session)?.deliver(event as WireEvent, incarnation);
  }
}
