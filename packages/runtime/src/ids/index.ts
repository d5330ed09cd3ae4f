export { createIds, type Ids, itemIdOf, requestIdOf } from './ids.ts';
