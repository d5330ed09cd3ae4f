import { readFileSync } from 'node:fs';
import type { ThreadId } from '@plumbline/lifecycle';
import type { IgnoredSignal } from '@plumbline/store';
import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../test/manual-clock.ts';
import { EffectsUnderWay } from './effects-under-way.ts';
import { Ignored } from './ignored.ts';
import { Metrics } from './metrics.ts';

const made: Metrics[] = [];
afterEach(() => {
  for (const metrics of made.splice(0)) metrics.end();
});

function metricsWith(readings = { outboxAge: () => 0, openStreams: () => 0 }): Metrics {
  const metrics = new Metrics(readings);
  made.push(metrics);
  return metrics;
}

describe('metrics', () => {
  it('given the instruments, then docs/metrics.md names exactly them', async () => {
    const doc = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');
    const named = [...doc.matchAll(/^\| `(plumbline_\w+)`/gm)].map((match) => match[1]);
    const registered = (await metricsWith().registry.getMetricsAsJSON()).map((metric) => metric.name);
    expect(named).toEqual(registered);
  });

  it('given what happened, then the text says how often', async () => {
    const metrics = metricsWith({ outboxAge: () => 70, openStreams: () => 3 });
    metrics.signal('idle');
    metrics.signal('idle');
    metrics.settled('interrupted', 'user', 120);
    metrics.settled('completed', 'provider');
    metrics.verdict({ kind: 'gone' });
    metrics.verdict({ kind: 'alive', busy: true, prompt: 'present', standing: { kind: 'open' } });
    const { body } = await metrics.text();
    const lines = body.split('\n');
    expect(lines).toContain('plumbline_signals_total{kind="idle"} 2');
    expect(lines).toContain('plumbline_turns_settled_total{outcome="interrupted",cause="user"} 1');
    expect(lines).toContain('plumbline_reconcile_verdicts_total{verdict="busy"} 1');
    expect(lines).toContain('plumbline_stop_latency_milliseconds_bucket{le="100"} 0');
    expect(lines).toContain('plumbline_stop_latency_milliseconds_bucket{le="250"} 1');
    expect(lines).toContain('plumbline_stop_latency_milliseconds_count 1');
    expect(lines).toContain('plumbline_outbox_age_milliseconds 70');
    expect(lines).toContain('plumbline_live_streams 3');
  });

  it('given effects that overlap, then the age is that of the oldest that is not over', () => {
    const underWay = new EffectsUnderWay();
    expect(underWay.age(5)).toBe(0);
    const first = underWay.begin(10);
    underWay.begin(30);
    expect(underWay.age(50)).toBe(40);
    first();
    expect(underWay.age(50)).toBe(20);
  });
});

describe('ignored signals', () => {
  const about = { threadId: 'thr_a' as ThreadId, epoch: 1, kind: 'idle' };

  function setUp(keepIgnored: (signals: readonly IgnoredSignal[]) => Promise<void>) {
    const clock = new ManualClock();
    const metrics = metricsWith();
    const warned: string[] = [];
    const infos: object[] = [];
    const log = { info: (about: object) => infos.push(about), warn: (_about: object, text: string) => warned.push(text) };
    return { clock, metrics, warned, infos, ignored: new Ignored({ store: { keepIgnored }, clock, log, metrics }) };
  }

  it('given a flood, then all are counted, and one bounded batch is written', async () => {
    const batches: number[] = [];
    const { clock, metrics, infos, ignored } = setUp(async (signals) => void batches.push(signals.length));
    for (let index = 0; index < 2_000; index += 1) ignored.add('unchanged', about);
    expect(batches).toEqual([]);
    clock.forward(1_000);
    await settle();
    expect(batches).toEqual([500]);
    expect(infos).toEqual([{ signals: { 'idle: unchanged': 500 } }]);
    expect(ignored.read()).toEqual({ unchanged: 2_000 });
    expect((await metrics.text()).body).toContain('plumbline_signals_ignored_total{reason="unchanged"} 2000');
  });

  it('given words of a provider, then they are in the counts, bounded, and never a label', async () => {
    const { metrics, ignored } = setUp(async () => undefined);
    for (let index = 0; index < 1_000; index += 1) ignored.add('unknown-event', undefined, `type-${index}`);
    expect(Object.keys(ignored.read())).toHaveLength(201);
    const { body } = await metrics.text();
    expect(body).toContain('plumbline_signals_ignored_total{reason="unknown-event"} 1000');
    expect(body).not.toContain('type-1');
  });

  it('given a database that refuses, then it is told to the log and nothing throws', async () => {
    const { ignored, warned } = setUp(() => Promise.reject(new Error('full')));
    ignored.add('no-turn', about);
    await ignored.flush();
    expect(warned).toHaveLength(1);
    expect(ignored.read()).toEqual({ 'no-turn': 1 });
  });
});
