import { admitted } from '../../../server/gate.ts';

export const dynamic = 'force-dynamic';

/** The instruments of docs/metrics.md, for Prometheus. Behind the same credential as the API. */
export function GET(request: Request): Promise<Response> {
  return admitted(request, async ({ runtime }) => {
    const { contentType, body } = await runtime.metrics();
    return new Response(body, { headers: { 'content-type': contentType, 'cache-control': 'no-store' } });
  });
}
