import { endedCookie, errorResponse, readBody, sessionCookie } from '@plumbline/api';
import { admitted } from '../../../server/gate.ts';
import { readField } from '../../../server/read-field.ts';

export const dynamic = 'force-dynamic';

/** Whether this browser is signed in. */
export function GET(request: Request): Promise<Response> {
  return admitted(request, async ({ identity }) => Response.json({ signedIn: identity?.kind === 'session' }));
}

/** Trades the one-time token of a link for the session cookie. */
export function POST(request: Request): Promise<Response> {
  return admitted(request, async ({ access }) => {
    const token = readField(await readBody(request, 4_096), 'token');
    if (token === null) return errorResponse('INPUT_INVALID', 'token: a string is missing.');
    const exchange = await access.exchange(token, request.headers.get('user-agent') ?? '');
    if (exchange.ok) return Response.json({ ok: true }, { headers: { 'set-cookie': sessionCookie(access.cookieName, exchange.token) } });
    if (exchange.code === 'RATE_LIMITED') return errorResponse('RATE_LIMITED', 'Too many wrong links.', { 'retry-after': '60' });
    return errorResponse('UNAUTHORIZED', 'The link was used, is older than ten minutes, or was never made.');
  });
}

/** Signs this browser out. */
export function DELETE(request: Request): Promise<Response> {
  return admitted(request, async ({ access, identity }) => {
    if (identity?.kind === 'session') await access.revoke(identity.id);
    return Response.json({ ok: true }, { headers: { 'set-cookie': endedCookie(access.cookieName) } });
  });
}
