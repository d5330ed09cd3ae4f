export { type Clock, systemClock } from './clock.ts';
export { DeadlinePassed, pause, settlesWithin, withDeadline } from './deadline.ts';
export { Pace } from './pace.ts';
