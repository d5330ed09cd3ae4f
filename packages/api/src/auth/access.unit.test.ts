import { describe, expect, test } from 'vitest';
import { memoryAccessStore } from '../../test/memory-access-store.ts';
import { Access } from './access.ts';
import { cookieName, readCookie, sessionCookie } from './cookie.ts';
import { accessRules } from './hosts.ts';
import { sameToken } from './tokens.ts';

const minute = 60_000;

function house() {
  const clock = { now: 1_000_000 };
  const store = memoryAccessStore();
  const access = new Access({
    store,
    rules: accessRules({ host: '127.0.0.1', port: 4280, machine: [] }),
    cookieName: 'plumbline_4280_x',
    token: 'the-fixed-token',
    adminToken: 'the-owners-token',
    now: () => clock.now,
  });
  const signIn = async () => {
    const answer = await access.exchange(await access.createLink(), 'a browser');
    if (!answer.ok) throw new Error(answer.code);
    return answer.token;
  };
  const read = (headers: Record<string, string>) =>
    access.decide('GET', '/api/trpc/thread.list', new Headers({ host: '127.0.0.1:4280', ...headers }));
  const readWith = (cookie: string) => read({ cookie: `a=b; plumbline_4280_x=${cookie}`, 'sec-fetch-site': 'same-origin' });
  return { clock, store, access, signIn, read, readWith };
}

describe('a link', () => {
  test('given a new one, when it is used twice, then only the first use signs in', async () => {
    const { access } = house();
    const link = await access.createLink();
    const both = await Promise.all([access.exchange(link, ''), access.exchange(link, '')]);
    expect(both.map((answer) => answer.ok)).toEqual([true, false]);
  });
  test('given one of ten minutes ago, then it is refused', async () => {
    const { access, clock } = house();
    const link = await access.createLink();
    clock.now += 10 * minute;
    expect(await access.exchange(link, '')).toEqual({ ok: false, code: 'UNAUTHORIZED' });
  });
  test('given ten wrong tries, then even a good one waits for the minute to pass', async () => {
    const { access, clock } = house();
    for (let i = 0; i < 10; i += 1) expect(await access.exchange('wrong', '')).toEqual({ ok: false, code: 'UNAUTHORIZED' });
    const link = await access.createLink();
    expect(await access.exchange(link, '')).toEqual({ ok: false, code: 'RATE_LIMITED' });
    clock.now += minute;
    expect((await access.exchange(link, '')).ok).toBe(true);
  });
});

describe('a session', () => {
  test('given a sign-in, then its cookie reads, for 30 days', async () => {
    const { access, readWith, signIn, clock } = house();
    const token = await signIn();
    expect((await readWith(token)).allow).toBe(true);
    expect((await readWith('forged')).allow).toBe(false);
    clock.now += 30 * 24 * 60 * minute;
    expect((await readWith(token)).allow).toBe(false);
    expect(await access.sessions()).toEqual([]);
  });
  test('given many requests, then the store is asked once in ten seconds', async () => {
    const { readWith, signIn, store, clock } = house();
    const token = await signIn();
    for (let i = 0; i < 50; i += 1) await readWith(token);
    expect(store.reads.session).toBe(1);
    clock.now += 10_001;
    await readWith(token);
    expect(store.reads.session).toBe(2);
  });
  test('given a revocation, then its cookie and its streams end at once', async () => {
    const { access, readWith, signIn } = house();
    const token = await signIn();
    const verdict = await readWith(token);
    if (!verdict.allow || !verdict.identity) throw new Error('not allowed');
    const end = access.ends(verdict.identity);
    const [session] = await access.sessions();
    expect(await access.revoke(session?.id ?? '')).toBe(true);
    expect(end?.aborted).toBe(true);
    expect((await readWith(token)).allow).toBe(false);
    expect(access.ends(verdict.identity)?.aborted, 'a stream that was let in just before').toBe(true);
    expect(await access.revoke(session?.id ?? '')).toBe(false);
  });
});

describe('a bearer token', () => {
  test.each(['Bearer the-fixed-token', 'bearer   the-fixed-token '])('%j is taken', async (authorization) => {
    expect(await house().read({ authorization })).toMatchObject({ allow: true, identity: { kind: 'token' } });
  });
  test.each(['Bearer the-fixed-toke', 'Bearer', 'Bearer ', 'Basic the-fixed-token', 'the-fixed-token', 'Bearer the-fixed-token x'])(
    '%j is refused',
    async (authorization) => {
      expect(await house().read({ authorization })).toMatchObject({ allow: false, code: 'UNAUTHORIZED' });
    },
  );
  test('compares tokens of any length', () => {
    expect(sameToken('a', 'a')).toBe(true);
    expect(sameToken('a', 'ab')).toBe(false);
    expect(sameToken('', 'ab')).toBe(false);
  });
});

describe('the cookie', () => {
  test('is named after port and data directory', () => {
    const names = [cookieName(4280, '/a'), cookieName(4281, '/a'), cookieName(4280, '/b')];
    expect(new Set(names).size).toBe(3);
  });
  test('is out of reach of scripts and of other sites', () => {
    expect(sessionCookie('n', 'v')).toBe('n=v; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000');
  });
  test('is found by its whole name', () => {
    expect(readCookie('xn=1; n=2;n3=3', 'n')).toBe('2');
    expect(readCookie('xn=1', 'n')).toBeNull();
    expect(readCookie(null, 'n')).toBeNull();
  });
});
