import { durability, time } from './durability.ts';
import { forks } from './fork.ts';
import type { HeldRule } from './held.ts';
import { reconcile } from './reconcile.ts';
import { requestsAndClient } from './requests-and-client.ts';
import { rewinds } from './rewind.ts';
import { settlement } from './settlement.ts';
import { queueAndSteer, startAndResume } from './start-and-queue.ts';
import { stopping } from './stop.ts';

/** All rules of the law, in its order. */
export const held: readonly HeldRule[] = [
  ...settlement,
  ...stopping,
  ...reconcile,
  ...startAndResume,
  ...queueAndSteer,
  ...requestsAndClient,
  ...durability,
  ...time,
  ...forks,
  ...rewinds,
];
