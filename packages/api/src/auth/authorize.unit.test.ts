import { describe, expect, test } from 'vitest';
import { authorize, type Identity, type RequestFacts } from './authorize.ts';
import { accessRules } from './hosts.ts';

const rules = accessRules({ host: '127.0.0.1', port: 4280, machine: [] });
const session = { kind: 'session', id: 's1' } as const satisfies Identity;
const token = { kind: 'token' } as const satisfies Identity;
const admin = { kind: 'admin' } as const satisfies Identity;
const own = 'http://127.0.0.1:4280';

/** A bare request: no credential, no header. */
const bare: RequestFacts = {
  method: 'GET',
  path: '/',
  host: '127.0.0.1:4280',
  origin: null,
  fetchSite: null,
  ourHeader: false,
  bearer: 'absent',
  session: 'absent',
};
const ask = (facts: Partial<RequestFacts>) => {
  const verdict = authorize({ ...bare, ...facts }, rules);
  if (verdict.allow) return verdict.identity?.kind ?? 'public';
  return verdict.toLink ? `${verdict.code} → link` : verdict.code;
};

describe('Host allow-list (DNS rebinding)', () => {
  test.each(['evil.example', 'evil.example:4280', '127.0.0.1:4281', '127.0.0.1', 'localhost.evil.example:4280', ''])(
    'given Host %j, when anything is asked with any credential, then it is refused',
    (host) => {
      expect(ask({ host })).toBe('FORBIDDEN_ORIGIN');
      expect(ask({ host, path: '/_next/static/a.js' })).toBe('FORBIDDEN_ORIGIN');
      expect(ask({ host, path: '/api/health' })).toBe('FORBIDDEN_ORIGIN');
      expect(ask({ host, bearer: token })).toBe('FORBIDDEN_ORIGIN');
      expect(ask({ host, session, fetchSite: 'same-origin' })).toBe('FORBIDDEN_ORIGIN');
    },
  );
  test('given no Host, then it is refused', () => {
    expect(ask({ host: null, path: '/api/health' })).toBe('FORBIDDEN_ORIGIN');
  });
  test.each(['127.0.0.1:4280', 'localhost:4280', 'LOCALHOST:4280', '[::1]:4280'])('given Host %s, then it is served', (host) => {
    expect(ask({ host, path: '/api/health' })).toBe('public');
  });
});

describe('what is served without a credential', () => {
  test.each(['/api/health', '/link', '/_next/static/chunks/a.js', '/favicon.ico', '/icon.svg', '/apple-icon.png'])('%s is', (path) => {
    expect(ask({ path })).toBe('public');
    expect(ask({ path, method: 'HEAD' })).toBe('public');
  });
  test.each(['/', '/thread/1', '/link/x', '/_next/image', '/_next/data/x.json', '/icon.svg/x', '/robots.txt'])(
    '%s goes to /link',
    (path) => {
      expect(ask({ path })).toBe('UNAUTHORIZED → link');
    },
  );
  test.each(['/api/trpc/thread.list', '/api/session', '/api/link', '/api/sessions', '/api/healthx', '/api'])('%s is 401', (path) => {
    expect(ask({ path })).toBe('UNAUTHORIZED');
  });
  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('%s is never public but on POST /api/session', (method) => {
    for (const path of ['/api/health', '/link', '/_next/static/a.js', '/', '/api/trpc/thread.create'])
      expect(ask({ method, path, origin: own, ourHeader: true })).toBe('UNAUTHORIZED');
  });
  test('the exchange of a link needs our header and an allowed Origin', () => {
    const exchange = { method: 'POST', path: '/api/session' };
    expect(ask({ ...exchange, origin: own, ourHeader: true })).toBe('public');
    expect(ask({ ...exchange, origin: own })).toBe('FORBIDDEN_ORIGIN');
    expect(ask({ ...exchange, ourHeader: true })).toBe('FORBIDDEN_ORIGIN');
    expect(ask({ ...exchange, origin: 'http://127.0.0.1:5000', ourHeader: true })).toBe('FORBIDDEN_ORIGIN');
    expect(ask({ ...exchange, origin: own, ourHeader: true, fetchSite: 'same-site' })).toBe('FORBIDDEN_ORIGIN');
  });
});

describe('a session cookie', () => {
  test.each(['same-origin', 'none'])('reads with Sec-Fetch-Site %s', (fetchSite) => {
    expect(ask({ session, fetchSite })).toBe('session');
    expect(ask({ session, fetchSite, path: '/api/trpc/live' })).toBe('session');
  });
  test.each(['same-site', 'cross-site', null])('does not read with Sec-Fetch-Site %s', (fetchSite) => {
    expect(ask({ session, fetchSite, path: '/api/trpc/live' })).toBe('FORBIDDEN_ORIGIN');
    expect(ask({ session, fetchSite })).toBe('FORBIDDEN_ORIGIN → link');
  });
  test('does not read for a foreign Origin', () => {
    expect(ask({ session, fetchSite: 'same-origin', origin: 'null', path: '/api/trpc/live' })).toBe('FORBIDDEN_ORIGIN');
  });
  test('changes only with our header and an allowed Origin, both present', () => {
    const change = { method: 'POST', path: '/api/trpc/thread.create', session, fetchSite: 'same-origin' };
    expect(ask({ ...change, origin: own, ourHeader: true })).toBe('session');
    expect(ask({ ...change, origin: own })).toBe('FORBIDDEN_ORIGIN');
    expect(ask({ ...change, ourHeader: true })).toBe('FORBIDDEN_ORIGIN');
    expect(ask({ ...change, origin: 'https://evil.example', ourHeader: true })).toBe('FORBIDDEN_ORIGIN');
    expect(ask({ ...change, origin: 'null', ourHeader: true })).toBe('FORBIDDEN_ORIGIN');
    expect(ask({ ...change, origin: own, ourHeader: true, fetchSite: 'cross-site' })).toBe('FORBIDDEN_ORIGIN');
  });
  test('that has ended is a 401, and a page goes to /link', () => {
    expect(ask({ session: 'invalid', fetchSite: 'none' })).toBe('UNAUTHORIZED → link');
    expect(ask({ session: 'invalid', path: '/api/trpc/live', fetchSite: 'same-origin' })).toBe('UNAUTHORIZED');
  });
});

describe('a bearer token', () => {
  test('needs neither Origin nor our header', () => {
    expect(ask({ bearer: token, path: '/api/trpc/live' })).toBe('token');
    expect(ask({ bearer: token, method: 'POST', path: '/api/trpc/thread.create' })).toBe('token');
  });
  test('that is wrong is refused, also beside a good cookie', () => {
    expect(ask({ bearer: 'invalid', session, fetchSite: 'same-origin', path: '/api/trpc/thread.list' })).toBe('UNAUTHORIZED');
  });
  test('of the data directory makes links and lists sessions, and nothing else', () => {
    expect(ask({ bearer: admin, method: 'POST', path: '/api/link' })).toBe('admin');
    expect(ask({ bearer: admin, path: '/api/sessions' })).toBe('admin');
    expect(ask({ bearer: admin, path: '/api/trpc/thread.list' })).toBe('UNAUTHORIZED');
    expect(ask({ bearer: admin, method: 'POST', path: '/api/trpc/thread.create' })).toBe('UNAUTHORIZED');
  });
});

describe('another address than loopback', () => {
  const lan = accessRules({ host: '192.168.1.7', port: 80, machine: [] });
  const page = { ...bare, host: '192.168.1.7', session };
  test('takes a cookie without Sec-Fetch-Site, which browsers do not send to plain HTTP there', () => {
    expect(authorize(page, lan).allow).toBe(true);
    expect(authorize({ ...page, fetchSite: 'cross-site' }, lan).allow).toBe(false);
    expect(authorize({ ...page, origin: 'http://evil.example' }, lan).allow).toBe(false);
  });
  test('on all interfaces knows this machine by its own addresses only', () => {
    const all = accessRules({ host: '0.0.0.0', port: 4280, machine: ['192.168.1.7', 'fe80::1', 'desk'] });
    expect([...all.hosts].sort()).toEqual(
      ['127.0.0.1:4280', '192.168.1.7:4280', '[::1]:4280', '[fe80::1]:4280', 'desk:4280', 'localhost:4280'].sort(),
    );
  });
});
