import type { Core } from '../core.ts';
import type { Lane } from '../lanes/lane.ts';

/** An effect that changed nothing is not tried again at once. */
const pauseAfterNothing = 1_000;

/**
 * Runs an effect outside the lane, each key once at a time. When it is over, the drains look at the state again: at once if
 * it moved, else after a pause, so that a failing effect does not spin.
 */
export function runEffect(core: Core, lane: Lane, key: string, work: () => Promise<void>): void {
  if (lane.effects.has(key)) return;
  lane.effects.add(key);
  const over = core.underWay.begin(core.clock.monotonic());
  const version = lane.state?.version;
  work()
    .catch((error: unknown) => core.log.error({ threadId: lane.threadId, effect: key, error }, 'An effect failed.'))
    .finally(() => {
      const again = () => {
        over();
        lane.effects.delete(key);
        lane.changed();
        core.changed(lane);
      };
      if (lane.state?.version !== version || core.phase === 'stopping') again();
      else core.clock.after(pauseAfterNothing, again);
    });
}
