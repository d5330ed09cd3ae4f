import type { Verdict } from '@plumbline/lifecycle';
import { expect, it } from 'vitest';
import { verdictText } from './verdict.ts';

it.each<[Verdict, string]>([
  [{ kind: 'unknown' }, 'no answer'],
  [{ kind: 'gone' }, 'gone'],
  [{ kind: 'gone', standing: { kind: 'aborted' } }, 'gone; newest step aborted'],
  [{ kind: 'alive', busy: true, prompt: 'present', standing: { kind: 'open' } }, 'works; has the prompt; newest step open'],
  [{ kind: 'alive', busy: false, prompt: 'unknown', standing: { kind: 'none' } }, 'at rest'],
  [
    { kind: 'alive', busy: false, prompt: 'absent', standing: { kind: 'ended', finish: 'final' } },
    'at rest; has not the prompt; newest step ended (final)',
  ],
])('given %j, then it reads %s', (verdict, text) => {
  expect(verdictText(verdict)).toBe(text);
});
