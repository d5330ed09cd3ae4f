import type { Timing } from '../contract.ts';

/** The times of lifecycle.md, in ms. */
export const defaultTiming: Timing = {
  startDeadline: 30_000,
  acceptDeadline: 30_000,
  stopDeadline: 10_000,
  silence: 20_000,
  quietAfter: 120_000,
  releaseAfter: 30 * 60_000,
  observeDeadline: 3_000,
  observeAgain: 1_000,
  startUpPass: 3_000,
  textFlush: 100,
  liveFlush: 40,
};
