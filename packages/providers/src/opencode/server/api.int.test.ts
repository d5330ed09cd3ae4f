import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { Api } from './api.ts';

it('given messages with pictures that are too much at once, then fewer are read, and none is passed over', async () => {
  const picture = 'x'.repeat(9_000_000);
  const all = Array.from({ length: 12 }, (_, n) => ({ info: { id: `m${n}` }, parts: [{ url: picture }] }));
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://here');
    const [id] = /m\d+$/.exec(url.pathname) ?? [];
    response.setHeader('content-type', 'application/json');
    if (id !== undefined) {
      response.end(JSON.stringify(all.find(({ info }) => info.id === id)));
      return;
    }
    const limit = Number(url.searchParams.get('limit'));
    const end = Number(url.searchParams.get('before') ?? all.length);
    asked.push(`${limit} before ${end}`);
    const begin = Math.max(0, end - limit);
    if (begin > 0) response.setHeader('x-next-cursor', String(begin));
    response.end(JSON.stringify(all.slice(begin, end)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const api = new Api({ port: (server.address() as AddressInfo).port, password: 'none' });
    const place = { session: 'ses', directory: '/here' };
    const newest = await api.newest(place, 12, AbortSignal.timeout(20_000));
    expect(newest?.map(({ info }) => info.id)).toEqual(['m9', 'm10', 'm11']);
    const since = await api.since(place, 'm6', AbortSignal.timeout(20_000));
    expect(since.map(({ info }) => info.id)).toEqual(['m6', 'm7', 'm8', 'm9', 'm10', 'm11']);
    expect(asked).toEqual(['12 before 12', '3 before 12', '50 before 12', '13 before 12', '4 before 12', '4 before 8']);
  } finally {
    server.close();
  }
});
