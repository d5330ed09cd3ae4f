import type { Found } from './explore.ts';
import type { Fed } from './system.ts';

/** A counterexample as a test that can be run: the same facts, told to a world of `test/given.ts`. */
export function story({ reason, path }: NonNullable<Found['broken']>): string {
  const lines = path.flatMap(({ label, fed }) => [`      // ${label}`, ...fed.map((one) => `      ${JSON.stringify(stepOf(one))},`)]);
  return [
    `test(${JSON.stringify(reason)}, () => {`,
    '  const steps = [',
    ...lines,
    '  ] as unknown as readonly Step[];',
    '  given(...steps)',
    '    .when()',
    '    .then((world) => {',
    '      expect(violations(world.state)).toEqual([]);',
    "      expect(world.outcome).toBe('…');",
    '    });',
    '});',
  ].join('\n');
}

function stepOf(fed: Fed): unknown {
  if ('command' in fed) return fed;
  if ('signal' in fed) {
    const { epoch, ...signal } = fed.signal;
    return { signal, epoch };
  }
  const { verdict, sinceSignal, ...moment } = fed.observation;
  return { observe: verdict, moment: sinceSignal === 0 ? { ...moment, sinceSignal } : moment };
}
