import { currentServer } from '../../../server/server.ts';

export const dynamic = 'force-dynamic';

/** For start scripts and monitors. No secrets, no login: 200 when ready, else 503. */
export function GET(): Response {
  const server = currentServer();
  const status = server?.phase ?? 'starting';
  const version = server && server.phase !== 'starting' ? server.runtime.version : undefined;
  const headers: Record<string, string> = { 'cache-control': 'no-store' };
  if (status === 'ready') return Response.json({ status, version }, { headers });
  return Response.json({ status, version }, { status: 503, headers: { ...headers, 'retry-after': '1' } });
}
