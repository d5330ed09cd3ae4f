import { linkPage } from '../../server/link-page.ts';

export const dynamic = 'force-dynamic';

export function GET(request: Request): Response {
  return linkPage(request.headers.get('x-nonce') ?? '');
}
