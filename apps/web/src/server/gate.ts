import { type Access, describeError, errorResponse, hostAllowed, type Identity, isPublic } from '@plumbline/api';
import type { Runtime } from '@plumbline/runtime';
import { currentServer, type Server } from './server.ts';

/** A request that may go on, or the answer that refuses it. */
export type Gate =
  | { readonly open: true; readonly identity: Identity | null }
  | { readonly open: false; readonly response: Response; readonly toLink: boolean };

/** The access decision on one request. The proxy asks for every path, and each route asks again for itself. */
export async function gate(method: string, path: string, headers: Headers): Promise<Gate> {
  const server = currentServer();
  if (!server) return refuse(errorResponse('STARTING_UP', 'Plumbline is starting.'));
  if (!hostAllowed(headers.get('host'), server.rules)) {
    return refuse(errorResponse('FORBIDDEN_ORIGIN', 'The server is not known under this address.'));
  }
  if (server.phase !== 'ready') return whileNotReady(server, method, path);
  try {
    const verdict = await server.access.decide(method, path, headers);
    if (verdict.allow) return { open: true, identity: verdict.identity };
    return { open: false, response: errorResponse(verdict.code, verdict.message), toLink: verdict.toLink };
  } catch (error) {
    return refuse(failed(error));
  }
}

/** What needs a credential, a database or a runtime waits until there is one. */
function whileNotReady(server: Server, method: string, path: string): Gate {
  if (method !== 'POST' && isPublic(method, path)) return { open: true, identity: null };
  return refuse(
    server.phase === 'starting'
      ? errorResponse('STARTING_UP', 'Plumbline is starting.')
      : errorResponse('SHUTTING_DOWN', 'Plumbline is shutting down.'),
  );
}

function refuse(response: Response): Gate {
  return { open: false, response, toLink: false };
}

/** What a route has in hand once the gate is open. */
export interface Admitted {
  readonly runtime: Runtime;
  readonly access: Access;
  readonly identity: Identity | null;
}

/** Runs a plain route behind the gate; what it throws becomes a typed error. */
export async function admitted(request: Request, answer: (admitted: Admitted) => Promise<Response>): Promise<Response> {
  const decision = await gate(request.method, new URL(request.url).pathname, request.headers);
  if (!decision.open) return decision.response;
  const server = currentServer();
  if (server?.phase !== 'ready') return errorResponse('STARTING_UP', 'Plumbline is starting.');
  try {
    return await answer({ runtime: server.runtime, access: server.access, identity: decision.identity });
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): Response {
  const { reason, message } = describeError(error);
  if (reason === 'INTERNAL') console.error(error);
  return errorResponse(reason, message);
}
