import { exportThread } from '@plumbline/api';
import { admitted } from '../../../../../server/gate.ts';

export const dynamic = 'force-dynamic';

/** A whole thread as a file, `?as=markdown` or `?as=json`. Behind the same credential as the API. */
export function GET(request: Request, { params }: { readonly params: Promise<{ readonly threadId: string }> }): Promise<Response> {
  const as = new URL(request.url).searchParams.get('as');
  return admitted(request, async ({ runtime }) => exportThread(runtime, { threadId: (await params).threadId, as }, Date.now()));
}
