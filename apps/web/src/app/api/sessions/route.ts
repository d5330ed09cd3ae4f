import { errorResponse, readBody } from '@plumbline/api';
import { admitted } from '../../../server/gate.ts';
import { readField } from '../../../server/read-field.ts';

export const dynamic = 'force-dynamic';

/** Which browsers are signed in. */
export function GET(request: Request): Promise<Response> {
  return admitted(request, async ({ access }) => Response.json({ sessions: await access.sessions() }));
}

/** Ends one of them, and the streams that it holds. */
export function DELETE(request: Request): Promise<Response> {
  return admitted(request, async ({ access }) => {
    const id = readField(await readBody(request, 4_096), 'id');
    if (id === null) return errorResponse('INPUT_INVALID', 'id: a string is missing.');
    return Response.json({ revoked: await access.revoke(id) });
  });
}
