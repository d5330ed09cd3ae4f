import { describe, expect, test } from 'vitest';
import { explore } from './explore.ts';
import { scopes } from './scopes.ts';
import { story } from './story.ts';
import { rules } from './system.ts';

/** Some parts are larger and are walked up to here, nearest states first, the others to their ends; `npm run explore` walks all to their ends. */
const limit = 21_000;

describe('the small scope: nothing that the law forbids is reached', () => {
  test.each(Object.entries(scopes.small))('%s', { timeout: 120_000 }, (_name, scope) => {
    const found = explore(rules, scope, limit);
    expect(found.broken ? `${found.broken.reason}\n${story(found.broken)}` : '').toBe('');
    expect(found.complete || found.states === limit).toBe(true);
  });
});
