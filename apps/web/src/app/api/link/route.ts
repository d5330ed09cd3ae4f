import { admitted } from '../../../server/gate.ts';

export const dynamic = 'force-dynamic';

/** A new one-time token for the fragment of /link. For the owner of the data directory, or who is signed in. */
export function POST(request: Request): Promise<Response> {
  return admitted(request, async ({ access }) => Response.json({ token: await access.createLink() }));
}
