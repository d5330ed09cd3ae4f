import { conform } from '../src/index.ts';
import { lying } from '../subjects/lying/subject.ts';

conform(lying);
