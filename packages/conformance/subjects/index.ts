import type { Subject } from '../src/subject.ts';
import { lying } from './lying/subject.ts';
import { openCode } from './opencode/subject.ts';

/** Every provider that is held to the matrix; each has a test file in `test/`. */
export const subjects: readonly Subject[] = [openCode, lying];
