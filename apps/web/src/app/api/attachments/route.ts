import { errorResponse, readBytes } from '@plumbline/api';
import { attachmentLimits } from '@plumbline/lifecycle';
import { admitted } from '../../../server/gate.ts';

export const dynamic = 'force-dynamic';

/** Keeps a file that is to go with a message; the body is the file. Behind the same credential as the API. */
export function POST(request: Request): Promise<Response> {
  return admitted(request, async ({ runtime }) => {
    const data = await readBytes(request, attachmentLimits.image);
    if (data === null) return errorResponse('ATTACHMENT_TOO_LARGE', `The file is larger than ${attachmentLimits.image} bytes.`);
    return Response.json(await runtime.attachments.keep(data));
  });
}
