import type { Access, AccessRules } from '@plumbline/api';
import type { Runtime } from '@plumbline/runtime';
import type { ServerConfig } from './config.ts';

/** The one server of this process. Routes, the proxy and the boot are bundled apart; what they share hangs on globalThis. */
export type Server =
  | { readonly phase: 'starting'; readonly config: ServerConfig; readonly rules: AccessRules }
  | {
      readonly phase: 'ready' | 'stopping';
      readonly config: ServerConfig;
      readonly rules: AccessRules;
      readonly runtime: Runtime;
      readonly access: Access;
    };

const key = Symbol.for('plumbline.server');
const shared = globalThis as typeof globalThis & { [key]?: Server };

/** Null: Next listens, and the boot has not begun. */
export function currentServer(): Server | null {
  return shared[key] ?? null;
}

/** For the boot alone. */
export function setServer(server: Server): void {
  shared[key] = server;
}
