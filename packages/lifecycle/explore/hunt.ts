import { explore } from './explore.ts';
import type { Mutant } from './mutants.ts';
import { scopes } from './scopes.ts';

/** Narrow scopes first, each to its first states, then further: most changes show early. */
const limits = [40, 250, 2_000];

/** How the explorer catches a mutant: what it says, or null. */
export function hunt(mutant: Mutant): string | null {
  return mutant.with((rules) => {
    for (const limit of limits) {
      for (const [part, scope] of Object.entries(scopes.small)) {
        const { broken } = explore(rules, scope, { limit });
        if (broken) return `${part}, ${broken.path.length} steps: ${broken.reason}`;
      }
    }
    return null;
  });
}
