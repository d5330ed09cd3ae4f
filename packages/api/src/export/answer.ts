import type { Runtime } from '@plumbline/runtime';
import { threadExportInput } from '../input.ts';
import { attachmentOf, fileNameOf } from './file-name.ts';
import { jsonOf } from './json.ts';
import { markdownOf } from './markdown.ts';

/**
 * Answers `GET /api/threads/{threadId}/export?as=markdown|json` with a file that is made while it is sent: a thread of any length costs a
 * page of memory, and a reader who leaves ends it. What fails in the middle breaks the connection, so that no half file looks whole.
 * Throws ZodError and RuntimeFault (THREAD_NOT_FOUND) before the first byte. Not a procedure: an answer of those is one JSON value.
 */
export async function exportThread(runtime: Runtime, input: { threadId: unknown; as: unknown }, now: number): Promise<Response> {
  const { threadId, as } = threadExportInput.parse(input);
  const whole = await runtime.threads.read(threadId);
  const [pieces, type, ending] =
    as === 'json'
      ? ([jsonOf(whole, now), 'application/json', 'json'] as const)
      : ([markdownOf(whole, now), 'text/markdown', 'md'] as const);
  return new Response(streamOf(pieces), {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'content-disposition': attachmentOf(fileNameOf(whole.thread.title, ending)),
      'cache-control': 'no-store',
    },
  });
}

function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
