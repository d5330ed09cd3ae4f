import type { Runtime } from '@plumbline/runtime';
import type { Access } from './auth/access.ts';
import type { Identity } from './auth/authorize.ts';

/** What a procedure may reach. The runtime lives once per process; who asks was checked before (auth/). */
export interface Context {
  readonly runtime: Runtime;
  readonly auth: Identity;
  /** The browsers that are signed in. */
  readonly access: Pick<Access, 'sessions' | 'revoke'>;
  /** Aborts when the asker's session is revoked: joined into subscriptions. Null: it has no end. */
  readonly authEnds: AbortSignal | null;
}
