import { request as httpRequest } from 'node:http';
import { expect, test } from './harness/test.ts';

/** A request as a hostile page, program or host name would make it: fetch does not let Host be set. */
function raw(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; location?: string; body: string }> {
  return new Promise((done, refused) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port, path, method, headers, timeout: 10_000 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const { location } = answer.headers;
        done({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8'), ...(location ? { location } : {}) });
      });
    });
    outgoing.on('error', refused);
    outgoing.end();
  });
}

test('without a credential only the allow-list is served', async ({ plumbline }) => {
  const { port } = plumbline;
  expect((await raw(port, '/api/health')).status).toBe(200);
  expect((await raw(port, '/link')).status).toBe(200);
  for (const page of ['/', '/threads/thr_x', '/settings']) {
    const answer = await raw(port, page);
    expect([302, 303, 307, 308], page).toContain(answer.status);
    expect(answer.location, page).toContain('/link');
  }
  for (const call of [
    '/api/trpc/project.list',
    '/api/trpc/thread.list?input=%7B%7D',
    '/api/trpc/live?input=%7B%7D',
    '/api/trpc/system.status',
    '/api/metrics',
    '/api/anything',
  ])
    expect((await raw(port, call)).status, call).toBe(401);
  expect((await raw(port, '/api/trpc/project.list', { authorization: 'Bearer wrong' })).status).toBe(401);
  expect((await raw(port, '/api/trpc/project.list', { authorization: `Bearer ${plumbline.token}` })).status).toBe(200);
  const metrics = await raw(port, '/api/metrics', { authorization: `Bearer ${plumbline.token}` });
  expect(metrics.status).toBe(200);
  expect(metrics.body).toMatch(/^plumbline_live_streams \d+$/m);
});

test('foreign hosts and origins are refused, with a credential too', async ({ plumbline, signedIn }) => {
  const { port } = plumbline;
  const cookie = signedIn.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  for (const path of ['/', '/api/health', '/link', '/api/metrics', '/api/trpc/project.list'])
    expect([400, 403, 421], path).toContain((await raw(port, path, { host: 'evil.example', cookie })).status);
  const same = { 'sec-fetch-site': 'same-origin' };
  expect((await raw(port, '/api/trpc/project.list', { cookie, ...same })).status).toBe(200);
  expect((await raw(port, '/api/trpc/project.list', { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  const post = { cookie, 'content-type': 'application/json', 'x-plumbline': '1' };
  expect((await raw(port, '/api/trpc/system.backup', { ...post, origin: 'http://evil.example' }, 'POST')).status).toBe(403);
  expect(
    (await raw(port, '/api/trpc/system.backup', { cookie, origin: plumbline.url, 'content-type': 'application/json' }, 'POST')).status,
    'without our header',
  ).toBe(403);
});

test('the link works once and its token leaves the address', async ({ browser, plumbline, signedIn }) => {
  void signedIn; // the first use was made there
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(plumbline.link);
  await expect(page.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
  expect(page.url()).not.toContain('#');
  await context.close();
});
