import { plainPage } from './plain-page.ts';

/** Shown while the runtime boots; asks again by itself. */
export function startingPage(nonce: string): Response {
  const html = plainPage({ nonce, title: 'Starting', refreshSeconds: 1, body: '<h1>Plumbline is starting</h1><p>One moment.</p>' });
  return new Response(html, {
    status: 503,
    headers: { 'content-type': 'text/html; charset=utf-8', 'retry-after': '1', 'cache-control': 'no-store' },
  });
}
