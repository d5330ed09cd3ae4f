import type { Attempts } from './attempts.ts';
import type { Gates } from './gates.ts';
import type { SeenRequests } from './requests.ts';

/** What lives as long as the server: all of it bounded, and none of it needed to go on with a turn after a restart. */
export interface ServerState {
  readonly gates: Gates;
  readonly requests: SeenRequests;
  readonly attempts: Attempts;
}
