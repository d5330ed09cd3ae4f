/** What a new provider needs to be held to the matrix: a subject, and one test file that says `conform(subject)`. */
export { matrix } from './matrix.ts';
export type { Act, Play, Trouble } from './play.ts';
export { type Scenario, titleOf } from './scenario.ts';
export type { Ability, Agent, Call, History, Subject } from './subject.ts';
export { conform } from './suite.ts';
