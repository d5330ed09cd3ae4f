import { adminPaths, isApi, isPublic } from './paths.ts';

/** Who asks, once the credential was found good. */
export type Identity =
  | { readonly kind: 'session'; readonly id: string }
  /** PLUMBLINE_TOKEN. */
  | { readonly kind: 'token' }
  /** The owner of the data directory: may make links, list and revoke sessions, nothing else. */
  | { readonly kind: 'admin' };

/** What of a request the decision needs. Headers as sent, `null` when absent. */
export interface RequestFacts {
  readonly method: string;
  /** Normalised, without the query. */
  readonly path: string;
  readonly host: string | null;
  readonly origin: string | null;
  /** Sec-Fetch-Site */
  readonly fetchSite: string | null;
  /** `x-plumbline` was sent: a foreign page cannot set it without a preflight, which we never grant. */
  readonly ourHeader: boolean;
  readonly bearer: 'absent' | 'invalid' | Extract<Identity, { kind: 'token' | 'admin' }>;
  readonly session: 'absent' | 'invalid' | Extract<Identity, { kind: 'session' }>;
}

export interface AccessRules {
  /** Lower case, with the port: `127.0.0.1:4280`. */
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
  /**
   * Whether a cookie counts without Sec-Fetch-Site. Browsers send it to loopback and HTTPS only, so that it is required
   * there; on plain HTTP to another address SameSite=Strict stands alone.
   */
  readonly fetchMetadata: 'required' | 'when-present';
}

export type Verdict =
  /** `identity` is null where no credential is needed. */
  | { readonly allow: true; readonly identity: Identity | null }
  /** `toLink`: it is a page: send the person to /link, which says what to do. */
  | { readonly allow: false; readonly code: 'UNAUTHORIZED' | 'FORBIDDEN_ORIGIN'; readonly message: string; readonly toLink: boolean };

/** The whole access decision (SECURITY.md). Pure: credentials were looked up before. */
export function authorize(facts: RequestFacts, rules: AccessRules): Verdict {
  if (!hostAllowed(facts.host, rules)) return refuse(facts, 'FORBIDDEN_ORIGIN', 'The server is not known under this address.', false);
  const safe = facts.method === 'GET' || facts.method === 'HEAD';
  if (isPublic(facts.method, facts.path)) return safe ? { allow: true, identity: null } : sameOriginOnly(facts, rules, null);
  if (facts.bearer !== 'absent') return byBearer(facts);
  if (facts.session === 'absent') return refuse(facts, 'UNAUTHORIZED', 'Not signed in.');
  if (facts.session === 'invalid') return refuse(facts, 'UNAUTHORIZED', 'The sign-in has ended.');
  return safe ? readBySession(facts, rules, facts.session) : sameOriginOnly(facts, rules, facts.session);
}

/** Against DNS rebinding: a page of a foreign name that resolves to us sends that name. */
export function hostAllowed(host: string | null, rules: AccessRules): boolean {
  return host !== null && rules.hosts.has(host.toLowerCase());
}

function byBearer(facts: RequestFacts): Verdict {
  if (facts.bearer === 'absent' || facts.bearer === 'invalid') return refuse(facts, 'UNAUTHORIZED', 'The access token is wrong.', false);
  if (facts.bearer.kind === 'admin' && !adminPaths.has(facts.path))
    return refuse(facts, 'UNAUTHORIZED', 'This token only makes links and ends sessions.', false);
  return { allow: true, identity: facts.bearer };
}

/** Pages and streams: the browser must say that no foreign page asks. */
function readBySession(facts: RequestFacts, rules: AccessRules, identity: Identity): Verdict {
  const { fetchSite, origin } = facts;
  if (fetchSite === null && rules.fetchMetadata === 'required')
    return refuse(facts, 'FORBIDDEN_ORIGIN', 'Use a browser, or a bearer token: the request does not say where it comes from.');
  if (fetchSite !== null && fetchSite !== 'same-origin' && fetchSite !== 'none')
    return refuse(facts, 'FORBIDDEN_ORIGIN', 'The request comes from another page.');
  if (origin !== null && !rules.origins.has(origin)) return refuse(facts, 'FORBIDDEN_ORIGIN', 'The request comes from another page.');
  return { allow: true, identity };
}

/** Changes: our header and an allowed Origin, both present. */
function sameOriginOnly(facts: RequestFacts, rules: AccessRules, identity: Identity | null): Verdict {
  if (facts.origin === null || !rules.origins.has(facts.origin))
    return refuse(facts, 'FORBIDDEN_ORIGIN', 'The request does not come from this server’s own page.', false);
  if (facts.fetchSite !== null && facts.fetchSite !== 'same-origin')
    return refuse(facts, 'FORBIDDEN_ORIGIN', 'The request comes from another page.', false);
  if (!facts.ourHeader) return refuse(facts, 'FORBIDDEN_ORIGIN', 'The header x-plumbline is missing.', false);
  return { allow: true, identity };
}

function refuse(facts: RequestFacts, code: 'UNAUTHORIZED' | 'FORBIDDEN_ORIGIN', message: string, page = true): Verdict {
  const toLink = page && facts.method === 'GET' && !isApi(facts.path);
  return { allow: false, code, message, toLink };
}
