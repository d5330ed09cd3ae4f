import { randomUUID } from 'node:crypto';
import type { Millis } from '@plumbline/lifecycle';
import type { AccessSession, AccessStore } from '@plumbline/store';
import { type AccessRules, authorize, type Identity, type RequestFacts, type Verdict } from './authorize.ts';
import { readCookie, sessionDays } from './cookie.ts';
import { FailureLimit } from './rate-limit.ts';
import { hashToken, newToken, sameToken } from './tokens.ts';

const linkMs = 10 * 60_000;
const sessionMs = sessionDays * 24 * 60 * 60_000;
/** How long a looked-up session is trusted without asking the store again; a revocation here ends it at once. */
const trustMs = 10_000;
const trustedAtMost = 256;
/** So many ended sessions are remembered, against a request that was let in just before its session ended. */
const revokedAtMost = 256;
const touchEveryMs = 5 * 60_000;

export interface AccessOptions {
  readonly store: AccessStore;
  readonly rules: AccessRules;
  readonly cookieName: string;
  /** PLUMBLINE_TOKEN; null: none. */
  readonly token: string | null;
  /** The owner's token, which stands in the data directory. */
  readonly adminToken: string;
  readonly now?: () => Millis;
}

export type Exchange =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly code: 'UNAUTHORIZED' | 'RATE_LIMITED' };

/** Links, sessions and tokens: who may come in. One per process. */
export class Access {
  readonly cookieName: string;
  readonly #options: AccessOptions;
  readonly #now: () => Millis;
  readonly #limit = new FailureLimit(10, 60_000);
  readonly #trusted = new Map<string, { readonly session: AccessSession; readonly until: Millis }>();
  readonly #ends = new Map<string, AbortController>();
  readonly #revoked = new Set<string>();

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.cookieName = options.cookieName;
  }

  /** Decides on a request; `path` is its normalised path. Asks the store at most once. */
  async decide(method: string, path: string, headers: Headers): Promise<Verdict> {
    const cookie = readCookie(headers.get('cookie'), this.cookieName);
    const facts: RequestFacts = {
      method,
      path,
      host: headers.get('host'),
      origin: headers.get('origin'),
      fetchSite: headers.get('sec-fetch-site'),
      ourHeader: headers.has('x-plumbline'),
      bearer: this.#bearer(headers.get('authorization')),
      session: cookie === null ? 'absent' : await this.#session(cookie),
    };
    return authorize(facts, this.#options.rules);
  }

  /** A new one-time link token, good for 10 minutes. */
  async createLink(): Promise<string> {
    const token = newToken();
    const createdAt = this.#now();
    await this.#options.store.addLink({ tokenHash: hashToken(token), createdAt, expiresAt: createdAt + linkMs });
    return token;
  }

  /** Trades a link token for a session token: once, and only so many wrong tries a minute. */
  async exchange(linkToken: string, userAgent: string): Promise<Exchange> {
    const now = this.#now();
    if (!this.#limit.mayTry(now)) return { ok: false, code: 'RATE_LIMITED' };
    if (!(await this.#options.store.takeLink(hashToken(linkToken), now))) {
      this.#limit.failed(now);
      return { ok: false, code: 'UNAUTHORIZED' };
    }
    const token = newToken();
    await this.#options.store.addSession({
      id: randomUUID(),
      tokenHash: hashToken(token),
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + sessionMs,
      userAgent: userAgent.slice(0, 300),
    });
    return { ok: true, token };
  }

  /** Those that count, oldest first. */
  async sessions(): Promise<readonly AccessSession[]> {
    const now = this.#now();
    return (await this.#options.store.listSessions()).filter((session) => session.expiresAt > now);
  }

  /** Ends a session and the streams that it holds. False: there is none of this id. */
  async revoke(id: string): Promise<boolean> {
    const revoked = await this.#options.store.revokeSession(id);
    if (revoked) this.#remember(id);
    for (const [hash, { session }] of this.#trusted) if (session.id === id) this.#trusted.delete(hash);
    this.#ends.get(id)?.abort();
    this.#ends.delete(id);
    return revoked;
  }

  /** Aborts when the session of this identity is revoked. */
  ends(identity: Identity): AbortSignal | null {
    if (identity.kind !== 'session') return null;
    if (this.#revoked.has(identity.id)) return AbortSignal.abort();
    const end = this.#ends.get(identity.id) ?? new AbortController();
    this.#ends.set(identity.id, end);
    return end.signal;
  }

  #bearer(header: string | null): RequestFacts['bearer'] {
    if (header === null) return 'absent';
    const given = /^Bearer\s+(\S+)\s*$/i.exec(header)?.[1];
    if (given === undefined) return 'invalid';
    const { token, adminToken } = this.#options;
    if (token !== null && sameToken(given, token)) return { kind: 'token' };
    return sameToken(given, adminToken) ? { kind: 'admin' } : 'invalid';
  }

  async #session(token: string): Promise<RequestFacts['session']> {
    const hash = hashToken(token);
    const now = this.#now();
    const known = this.#trusted.get(hash);
    if (known && known.until > now && known.session.expiresAt > now) return { kind: 'session', id: known.session.id };
    this.#trusted.delete(hash);
    const session = await this.#options.store.session(hash);
    if (!session || session.expiresAt <= now || this.#revoked.has(session.id)) return 'invalid';
    this.#trust(hash, session, now);
    if (now - session.lastSeenAt > touchEveryMs) await this.#options.store.touchSession(session.id, now);
    return { kind: 'session', id: session.id };
  }

  #remember(id: string): void {
    const oldest = this.#revoked.keys().next();
    if (this.#revoked.size >= revokedAtMost && !oldest.done) this.#revoked.delete(oldest.value);
    this.#revoked.add(id);
  }

  #trust(hash: string, session: AccessSession, now: Millis): void {
    const oldest = this.#trusted.keys().next();
    if (this.#trusted.size >= trustedAtMost && !oldest.done) this.#trusted.delete(oldest.value);
    this.#trusted.set(hash, { session, until: now + trustMs });
  }
}
