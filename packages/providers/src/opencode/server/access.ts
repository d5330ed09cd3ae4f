import type { PermissionRule } from '@opencode-ai/sdk/v2/types';
import type { ThreadSettings } from '@plumbline/lifecycle';
import { ProviderFault, type SessionRef } from '../../contract.ts';
import { endsWith, rulesFor } from '../access.ts';
import type { Catalog } from '../models.ts';
import type { Life } from './life.ts';

/** Rules of a session; a change of its access adds some 20. */
const ruleLimit = 10_000;

/** The rules for the chosen access; undefined: as the agent has them. Throws PROVIDER_REFUSED for an access that is not offered. */
export function agentRules({ rules }: Catalog, { agent, access }: ThreadSettings): readonly PermissionRule[] | undefined {
  if (access === undefined) return undefined;
  return rulesFor(access, (agent === undefined ? [...rules.values()][0] : rules.get(agent)) ?? []);
}

/** The next turn works with the access that is chosen, or it does not begin. Rules can only be added to a session, so only news are.
 * `worker`: the agent that a command names. */
export async function giveAccess(
  life: Life,
  ref: SessionRef,
  settings: ThreadSettings,
  worker: string | undefined,
  deadline: AbortSignal,
): Promise<void> {
  const { model, agent } = settings;
  const catalog = await life.directories.check(ref.directory, model, agent, deadline);
  const works = worker !== undefined && catalog.rules.has(worker) ? { ...settings, agent: worker } : settings;
  const rules = agentRules(catalog, works);
  if (rules === undefined) return;
  const held = (await life.api.session(ref, deadline))?.permission ?? [];
  if (endsWith(held, rules)) return;
  if (held.length > ruleLimit) throw new ProviderFault('PROVIDER_REFUSED', 'The access changed too often: go on in a new thread.');
  if (endsWith(await life.api.addRules(ref, rules, deadline), rules)) return;
  throw new ProviderFault('PROVIDER_REFUSED', 'OpenCode did not take the access that was chosen.');
}
