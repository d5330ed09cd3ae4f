import type { Identity } from '../src/auth/authorize.ts';
import type { Context } from '../src/context.ts';
import { Access, accessRules } from '../src/index.ts';
import { MemoryRuntime } from './memory-runtime.ts';

/** The context of a call without a network: of a program with a token, unless told otherwise. */
export function testContext(runtime = new MemoryRuntime(), auth: Identity = { kind: 'token' }): Context & { readonly access: Access } {
  const rules = accessRules({ host: '127.0.0.1', port: 4280, machine: [] });
  const access = new Access({ store: runtime.access, rules, cookieName: 'c', token: null, adminToken: 'an-owners-token' });
  return { runtime, auth, access, authEnds: null };
}
