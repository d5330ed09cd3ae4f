import { describe, expect, test } from 'vitest';
import { explore } from './explore.ts';
import { scopes } from './scopes.ts';
import { story } from './story.ts';
import { rules } from './system.ts';

/** The largest parts are walked up to here, nearest states first, the others to their ends; `npm run explore` has no such limit. */
const limit = 21_000;
const limits: Readonly<Record<string, number>> = { steer: 12_000, 'steer refused': 12_000, 'steer, stop': 12_000, urgent: 12_000 };

describe('the small scope: nothing that the law forbids is reached', () => {
  test.each(Object.entries(scopes.small))('%s', { timeout: 120_000 }, (name, scope) => {
    const most = limits[name] ?? limit;
    const found = explore(rules, scope, most);
    expect(found.broken ? `${found.broken.reason}\n${story(found.broken)}` : '').toBe('');
    expect(found.complete || found.states === most).toBe(true);
  });
});
