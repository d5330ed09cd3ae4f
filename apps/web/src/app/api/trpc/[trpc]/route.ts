import { errorResponse, handleTrpc } from '@plumbline/api';
import { admitted } from '../../../../server/gate.ts';

export const dynamic = 'force-dynamic';

/** The API. Subscriptions are server-sent events over GET. */
function answer(request: Request): Promise<Response> {
  return admitted(request, async ({ runtime, access, identity }) => {
    if (!identity) return errorResponse('UNAUTHORIZED', 'Not signed in.');
    return handleTrpc({
      request,
      endpoint: '/api/trpc',
      context: { runtime, auth: identity, access, authEnds: access.ends(identity) },
      onFault: (error, path) => console.error(`${path} failed.`, error),
    });
  });
}

export { answer as GET, answer as POST };
