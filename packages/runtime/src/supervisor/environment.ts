import { isSecretName } from '../log/secrets.ts';
import { ownerVariable } from './process-table.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the tools that run us put into the environment, and a terminal does not have. NODE_ENV is Next's, and would make
 * `npm install` of an agent leave out development dependencies.
 */
const ofOurTools =
  /^(PLUMBLINE_|__NEXT_|NEXT_|npm_lifecycle_|npm_package_|npm_command$|npm_execpath$|npm_node_execpath$|NODE_ENV$|INIT_CWD$)/;

/** The user's environment as a terminal would have it, with what `added` says, and the mark of this life. */
export function agentEnvironment(user: Environment, added: Environment, life: string): Record<string, string> {
  const own = Object.entries(user).filter(([name]) => !ofOurTools.test(name));
  const defined = [...own, ...Object.entries(added)].filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(defined), [ownerVariable]: life };
}

/** Values that must not be shown when the output of a process is. */
export function secretsOf(environment: Environment): string[] {
  return Object.entries(environment).flatMap(([name, value]) => (value !== undefined && isSecretName(name) ? [value] : []));
}
