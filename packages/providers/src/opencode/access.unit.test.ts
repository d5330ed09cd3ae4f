import type { PermissionRule } from '@opencode-ai/sdk/v2/types';
import { expect, it } from 'vitest';
import { accessLevels, endsWith, rulesFor } from './access.ts';

const rule = (permission: string, action: PermissionRule['action'], pattern = '*'): PermissionRule => ({ permission, pattern, action });

/** As OpenCode decides: the last rule that fits. Patterns here are whole words or a star. */
const decided = (rules: readonly PermissionRule[], permission: string, pattern = 'x') =>
  rules.findLast((each) => ['*', permission].includes(each.permission) && ['*', pattern].includes(each.pattern))?.action;

const build = [rule('*', 'allow'), rule('external_directory', 'ask'), rule('read', 'ask', '.env'), rule('bash', 'deny', 'rm')];
const plan = [...build, rule('edit', 'deny'), rule('edit', 'allow', 'plan.md')];
const careful = [...build, rule('*', 'ask')];

it.each([
  ['configured', build, 'edit', 'allow'],
  ['ask', build, 'edit', 'ask'],
  ['ask', build, 'task', 'ask'],
  ['ask', build, 'tool-of-a-server', 'ask'],
  ['ask', build, 'grep', 'allow'],
  ['ask', plan, 'edit', 'deny'],
  ['edits', careful, 'edit', 'allow'],
  ['edits', careful, 'bash', 'ask'],
  ['edits', plan, 'edit', 'deny'],
  ['all', careful, 'bash', 'allow'],
  ['all', careful, 'external_directory', 'ask'],
  ['all', build, 'external_directory', 'ask'],
  ['all', plan, 'edit', 'deny'],
] as const)('given access %s, then %#: a permission is as its level and its agent say', (access, agent, permission, action) => {
  expect(decided(rulesFor(access, agent), permission)).toBe(action);
});

it('given any access, then what is denied stays denied, and secrets are asked about', () => {
  for (const { id } of accessLevels) {
    expect(decided(rulesFor(id, build), 'bash', 'rm')).toBe('deny');
    expect(decided(rulesFor(id, build), 'read', '.env')).toBe('ask');
  }
});

it('given an access that is not offered, then it is refused', () => {
  expect(() => rulesFor('root', build)).toThrow('no access');
});

it('given rules that were added before others, then they are not the newest', () => {
  expect(endsWith([...build, ...plan], plan)).toBe(true);
  expect(endsWith([...plan, ...build], plan)).toBe(false);
  expect(endsWith([], build)).toBe(false);
});
