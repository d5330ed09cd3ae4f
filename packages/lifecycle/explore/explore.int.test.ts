import { describe, expect, test } from 'vitest';
import { explore } from './explore.ts';
import { scopes } from './scopes.ts';
import { story } from './story.ts';
import { rules } from './system.ts';

describe('the small scope, to its end: nothing that the law forbids is reached', () => {
  test.each(Object.entries(scopes.small))('%s', { timeout: 240_000 }, (_name, scope) => {
    const found = explore(rules, scope);
    expect(found.broken ? `${found.broken.reason}\n${story(found.broken)}` : '').toBe('');
    expect(found.complete).toBe(true);
  });
});
