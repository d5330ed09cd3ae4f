import type { Broke } from './explore.ts';
import type { Fed } from './system.ts';

/**
 * A counterexample as a test that can be run, and fails: a file to be put beside this one. The facts are told to a world of
 * `test/given.ts`. Where the rules' last answer is what is forbidden, the test says that it must be another; where the state leads
 * to what is forbidden, the path is walked again with the explorer's checks.
 */
export function story({ reason, scope, path, answer }: Broke): string {
  const steps = path.flatMap(({ label, fed }) => fed.map((one) => ({ label, step: JSON.stringify(stepOf(one)) })));
  const labels = JSON.stringify(path.map(({ label }) => label));
  const last = answer ? steps.at(-1) : undefined;
  const before = last ? steps.slice(0, -1) : steps;
  return [
    "import { expect, test } from 'vitest';",
    "import { violations } from '../src/index.ts';",
    "import { given, type Step } from '../test/given.ts';",
    ...(answer ? [] : ["import { retell } from './explore.ts';", "import { rules } from './system.ts';"]),
    '',
    `test(${JSON.stringify(reason)}, () => {`,
    '  const before = [',
    ...before.map(({ label, step }) => `    ${step}, // ${label}`),
    '  ] as unknown as readonly Step[];',
    `  const last = [${last ? last.step : ''}] as unknown as readonly Step[];${last ? ` // ${last.label}` : ''}`,
    '  given(...before)',
    '    .when(...last)',
    '    .then((world) => {',
    '      expect(violations(world.state)).toEqual([]);',
    ...(answer ? mustDiffer(answer) : [`      expect(retell(rules, ${JSON.stringify(scope)}, ${labels})).toBe('');`]),
    '    });',
    '});',
  ].join('\n');
}

/** Without times and ids: the world has its own clock. */
function mustDiffer(answer: NonNullable<Broke['answer']>): string[] {
  const told = answer.map((event) => (event.type === 'turn.settled' ? event.outcome : event.type));
  return [
    "      const events = 'events' in world.answer ? world.answer.events : [];",
    "      const told = events.map((event) => (event.type === 'turn.settled' ? event.outcome : event.type));",
    `      expect(told).not.toEqual(${JSON.stringify(told)});`,
  ];
}

function stepOf(fed: Fed): unknown {
  if ('command' in fed) return fed;
  if ('signal' in fed) {
    const { epoch, ...signal } = fed.signal;
    return { signal, epoch, owner: fed.owner };
  }
  const { verdict, sinceSignal, ...moment } = fed.observation;
  return { observe: verdict, moment: sinceSignal === 0 ? { ...moment, sinceSignal: -1 } : moment };
}
