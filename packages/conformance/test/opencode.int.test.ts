import { conform } from '../src/index.ts';
import { openCode } from '../subjects/opencode/subject.ts';

conform(openCode);
