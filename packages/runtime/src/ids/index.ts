export { createIds, type Ids, itemIdOf, requestIdOf, taskIdOf } from './ids.ts';
