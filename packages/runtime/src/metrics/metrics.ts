import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { TurnCause, TurnOutcome, Verdict } from '@plumbline/lifecycle';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What is read at the moment of a scrape. */
export interface Readings {
  /** Ms for which the oldest effect under way has been so; 0: none is. */
  outboxAge(): number;
  openStreams(): number;
}

/** Upper bounds in ms: from a provider's quick answer to the end of the ladder and beyond (rule 9). */
const stopBuckets = [50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 15_000, 30_000];
const nanosecondsPerMillisecond = 1e6;
/** Ms between two looks at the event loop; Node counts them into the delay. */
const loopResolution = 10;

/**
 * The runtime's instruments, in a registry of their own: two runtimes in one process share nothing. Labels come from closed
 * sets, never from ids or texts. Every name stands in docs/metrics.md.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #loop: IntervalHistogram = monitorEventLoopDelay({ resolution: loopResolution });
  readonly #signals: Counter<'kind'>;
  readonly #ignored: Counter<'reason'>;
  readonly #settled: Counter<'outcome' | 'cause'>;
  readonly #verdicts: Counter<'verdict'>;
  readonly #stops: Histogram;

  constructor(readings: Readings) {
    const registers = [this.registry];
    this.#signals = new Counter({
      name: 'plumbline_signals_total',
      help: 'Signals that providers sent.',
      labelNames: ['kind'],
      registers,
    });
    this.#ignored = new Counter({
      name: 'plumbline_signals_ignored_total',
      help: 'Signals and observations that changed nothing.',
      labelNames: ['reason'],
      registers,
    });
    this.#settled = new Counter({
      name: 'plumbline_turns_settled_total',
      help: 'Turns that got their outcome.',
      labelNames: ['outcome', 'cause'],
      registers,
    });
    this.#verdicts = new Counter({
      name: 'plumbline_reconcile_verdicts_total',
      help: 'What providers said when they were asked.',
      labelNames: ['verdict'],
      registers,
    });
    this.#stops = new Histogram({
      name: 'plumbline_stop_latency_milliseconds',
      help: 'From the wish to stop a turn to its settlement.',
      buckets: stopBuckets,
      registers,
    });
    this.#gauge('plumbline_outbox_age_milliseconds', 'How long the oldest effect under way has been so.', () => readings.outboxAge());
    this.#gauge('plumbline_live_streams', 'Open live streams.', () => readings.openStreams());
    this.#loopDelay();
  }

  signal(kind: string): void {
    this.#signals.inc({ kind });
  }

  ignored(reason: string): void {
    this.#ignored.inc({ reason });
  }

  /** `stopMs`: from the wish to stop it, if there was one. */
  settled(outcome: TurnOutcome, cause: TurnCause, stopMs?: number): void {
    this.#settled.inc({ outcome, cause });
    if (stopMs !== undefined) this.#stops.observe(Math.max(0, stopMs));
  }

  verdict(verdict: Verdict): void {
    this.#verdicts.inc({ verdict: verdict.kind === 'alive' ? (verdict.busy ? 'busy' : 'idle') : verdict.kind });
  }

  /** In the text format of Prometheus. */
  async text(): Promise<{ readonly contentType: string; readonly body: string }> {
    return { contentType: this.registry.contentType, body: await this.registry.metrics() };
  }

  end(): void {
    this.#loop.disable();
  }

  #gauge(name: string, help: string, read: () => number): void {
    const registers = [this.registry];
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }

  /** Since the scrape before. */
  #loopDelay(): void {
    const loop = this.#loop;
    loop.enable();
    new Gauge({
      name: 'plumbline_event_loop_delay_milliseconds',
      help: 'Delay of the event loop since the scrape before.',
      labelNames: ['quantile'],
      registers: [this.registry],
      collect() {
        for (const quantile of [50, 99]) this.set({ quantile: String(quantile / 100) }, lateness(loop.percentile(quantile)));
        this.set({ quantile: '1' }, lateness(loop.max));
        loop.reset();
      },
    });
  }
}

/** In ms, without the pause that was asked for. */
function lateness(nanoseconds: number): number {
  return Math.max(0, nanoseconds / nanosecondsPerMillisecond - loopResolution);
}
