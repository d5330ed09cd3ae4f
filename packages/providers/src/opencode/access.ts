import type { PermissionRule } from '@opencode-ai/sdk/v2/types';
import type { AccessLevel } from '../contract.ts';
import { ProviderFault } from '../contract.ts';

/** What the agent may do unasked, from the least to the most. What the user's configuration denies stays denied at each. */
export const accessLevels = [
  { id: 'configured', name: 'As configured', description: 'As your OpenCode configuration says.' },
  {
    id: 'ask',
    name: 'Ask first',
    description: 'Asks before edits, commands, fetches and sub-agents. A sub-agent that you let begin works as configured.',
  },
  { id: 'edits', name: 'Allow edits', description: 'Changes files of the project without asking; all else as configured.' },
  {
    id: 'all',
    name: 'Allow all',
    description: 'Asks only about secrets and what is outside of the project. What your configuration denies stays denied.',
  },
] as const satisfies readonly AccessLevel[];

type Level = (typeof accessLevels)[number]['id'];

/** These only look, or speak with the user: asking about them would be noise. */
const harmless = ['read', 'glob', 'grep', 'list', 'lsp', 'skill', 'question', 'todoread', 'todowrite', 'plan_enter', 'plan_exit'];
/** What keeps an agent in its project, off secrets and out of circles: no level loosens it. */
const guarded = ['external_directory', 'doom_loop', 'read'];

/**
 * The rules of a session that has this access, made of those of its agent: the same in the same order, with `allow` and `ask`
 * turned into each other. OpenCode lets the last rule that fits decide, those of the session after those of the agent, so
 * these must say all: a plain "allow edits" would let the plan agent edit.
 * Throws PROVIDER_REFUSED for a level that is not offered.
 */
export function rulesFor(access: string, agent: readonly PermissionRule[]): readonly PermissionRule[] {
  const level = accessLevels.find(({ id }) => id === access)?.id;
  if (level === undefined) throw new ProviderFault('PROVIDER_REFUSED', `OpenCode has no access "${access}" here.`);
  return agent.flatMap((rule) => changed(level, rule));
}

function changed(level: Level, rule: PermissionRule): readonly PermissionRule[] {
  const as = (permissions: readonly string[], action: PermissionRule['action']) =>
    permissions.map((permission) => ({ ...rule, permission, action }));
  const { permission, action } = rule;
  const general = permission === '*';
  if (action === 'deny') return [rule];
  switch (level) {
    case 'configured':
      return [rule];
    case 'ask':
      if (action === 'ask' || guarded.includes(permission) || harmless.includes(permission)) return [rule];
      return [...as([permission], 'ask'), ...(general ? as(harmless, action) : [])];
    case 'edits':
      return general ? [rule, ...as(['edit'], 'allow')] : as([permission], permission === 'edit' ? 'allow' : action);
    case 'all':
      if (action === 'allow' || guarded.includes(permission)) return [rule];
      return general ? [...as([permission], 'allow'), ...as(guarded, action)] : as([permission], 'allow');
  }
}

/** Whether the newest rules of a session are these. */
export function endsWith(held: readonly PermissionRule[], rules: readonly PermissionRule[]): boolean {
  const from = held.length - rules.length;
  return from >= 0 && rules.every((rule, at) => isSame(rule, held[from + at]));
}

function isSame(one: PermissionRule, other: PermissionRule | undefined): boolean {
  return one.permission === other?.permission && one.pattern === other.pattern && one.action === other.action;
}
