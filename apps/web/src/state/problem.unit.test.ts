import { errorCodes } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import { mendsFor, type ProblemCode, remedyFor } from './problem.ts';

describe('problems', () => {
  it.each([...(Object.keys(errorCodes) as ProblemCode[]), 'NETWORK' as const])(
    '%s has a remedy without names of procedures, and says what to press',
    (code) => {
      expect(remedyFor(code)).not.toMatch(/thread\.[a-z]/);
      expect(remedyFor(code)).not.toBe('');
      expect(mendsFor(code).length).toBeGreaterThan(0);
    },
  );
});
