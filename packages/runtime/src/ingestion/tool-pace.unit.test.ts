import type { ProviderSignal } from '@plumbline/providers';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.ts';
import { ToolPace } from './tool-pace.ts';

type Update = Extract<ProviderSignal, { readonly kind: 'item-updated' }>;

function update(output: string): Update {
  const tool = { kind: 'tool', callId: 'c', tool: 'bash', title: '', input: null, result: 'running', output } as const;
  return { kind: 'item-updated', session: 's', incarnation: 'l', prompt: null, part: 'p', tool };
}

describe('tool pace', () => {
  it('given a tool that tells its output many times, when time passes, then the first and the newest of each 250 ms are recorded', () => {
    const clock = new ManualClock();
    const told: string[] = [];
    const pace = new ToolPace(clock, (signal) => told.push(signal.kind === 'item-updated' ? signal.tool.output : signal.kind));
    expect(pace.hold(update('1'))).toBe(false);
    for (const output of ['2', '3', '4']) expect(pace.hold(update(output))).toBe(true);
    clock.forward(250);
    expect(told).toEqual(['4']);
    clock.forward(1_000);
    expect(told).toEqual(['4']);
    expect(pace.hold(update('5'))).toBe(false);
  });

  it('given a held update, when the tool ends, then the older state is not recorded after its end', () => {
    const clock = new ManualClock();
    const told: string[] = [];
    const pace = new ToolPace(clock, (signal) => told.push(signal.kind));
    pace.hold(update('1'));
    pace.hold(update('2'));
    expect(pace.hold({ kind: 'item-gap', session: 's', incarnation: 'l', prompt: null, part: 'p' })).toBe(false);
    clock.forward(1_000);
    expect(told).toEqual([]);
  });
});
