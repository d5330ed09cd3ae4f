import type { ThreadId } from '@plumbline/lifecycle';
import type { IgnoredSignal, Store } from '@plumbline/store';
import type { Clock } from '../clock/index.ts';
import type { Log } from '../log/index.ts';
import type { Metrics } from './metrics.ts';

const writeEvery = 1_000;
const mostWaiting = 500;
/** Reasons told apart in the counts; event types of a provider are its own choice of words. */
const mostReasons = 200;

/** Whose signal it was, where that is known. */
export interface AboutSignal {
  readonly threadId: ThreadId;
  readonly epoch: number;
  readonly kind: string;
}

export interface IgnoredParts {
  readonly store: Pick<Store, 'keepIgnored'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly metrics: Metrics;
}

/**
 * What changed nothing, by reason: counted at once, and kept in batches, so that a flood costs the lane a push onto a
 * bounded list and no more (docs/decisions/0009).
 */
export class Ignored {
  readonly #parts: IgnoredParts;
  readonly #counts = new Map<string, number>();
  #waiting: IgnoredSignal[] = [];
  #cancel: (() => void) | null = null;

  constructor(parts: IgnoredParts) {
    this.#parts = parts;
  }

  /** `detail`: told in the counts of `system.status`, never as a label. */
  add(reason: string, about?: AboutSignal, detail?: string): void {
    this.#count(detail === undefined ? reason : `${reason} ${detail}`);
    this.#parts.metrics.ignored(reason);
    if (about === undefined || this.#waiting.length >= mostWaiting) return;
    const { threadId, epoch, kind } = about;
    this.#waiting.push({ threadId, epoch, kind, reason, at: this.#parts.clock.now() });
    this.#cancel ??= this.#parts.clock.after(writeEvery, () => void this.flush());
  }

  read(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  /** Writes what waits. Never throws: what the database refuses is lost, and stays counted. */
  async flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    const signals = this.#waiting;
    this.#waiting = [];
    if (signals.length === 0) return;
    this.#parts.log.info({ signals: summed(signals) }, 'Signals were ignored.');
    await this.#parts.store
      .keepIgnored(signals)
      .catch((error: unknown) => this.#parts.log.warn({ error, lost: signals.length }, 'Ignored signals could not be kept.'));
  }

  #count(key: string): void {
    const known = this.#counts.has(key) || this.#counts.size < mostReasons;
    const name = known ? key : 'other';
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
}

/** How many of each: a line of the log file is small whatever came. */
function summed(signals: readonly IgnoredSignal[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const { kind, reason } of signals) sums.set(`${kind}: ${reason}`, (sums.get(`${kind}: ${reason}`) ?? 0) + 1);
  return Object.fromEntries(sums);
}
