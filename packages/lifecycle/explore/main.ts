/** `npm run explore -- --scope small|full [--part NAME] [--limit STATES]`: walks the scope to its end, prints the figures, and the story of what it finds. */
import { clearest, explore, type Found } from './explore.ts';
import { scopes } from './scopes.ts';
import { story } from './story.ts';
import { rules } from './system.ts';

function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

const name = option('scope') ?? 'small';
if (name !== 'small' && name !== 'full') throw new Error(`There is no scope "${name}"; there are small and full.`);

for (const [part, scope] of Object.entries(scopes[name])) {
  if (option('part') !== undefined && option('part') !== part) continue;
  const began = Date.now();
  const tell = ({ states, transitions, depth, complete }: Found) => {
    const seconds = ((Date.now() - began) / 1_000).toFixed(1);
    console.log(`${part}: ${states} states, ${transitions} transitions, depth ${depth}, ${seconds} s${complete ? ', to its end' : ''}`);
  };
  const limit = Number(option('limit') ?? Number.POSITIVE_INFINITY);
  const found = explore(rules, scope, name === 'full' ? { limit, tick: tell } : { limit });
  tell(found);
  const broken = clearest(rules, found);
  if (!broken) continue;
  console.log(`\nBROKEN: ${broken.reason}\n\n${story(broken)}`);
  process.exitCode = 1;
}
