import type { BlobId } from '@plumbline/lifecycle';
import { admitted } from '../../../../server/gate.ts';

export const dynamic = 'force-dynamic';

/**
 * A file that went with a message. Its kind was found by its bytes: an image that browsers only paint, or plain text, so that
 * nothing that a user was given can run as a page of this server (the proxy adds `nosniff`).
 */
export function GET(request: Request, { params }: { readonly params: Promise<{ readonly blobId: string }> }): Promise<Response> {
  return admitted(request, async ({ runtime }) => {
    const { mime, data } = await runtime.attachments.open((await params).blobId as BlobId);
    return new Response(new Uint8Array(data), {
      headers: {
        'content-type': mime === 'text/plain' ? 'text/plain; charset=utf-8' : mime,
        'content-disposition': 'inline',
        'cache-control': 'private, max-age=31536000, immutable',
      },
    });
  });
}
