import { randomBytes } from 'node:crypto';
import { isApi } from '@plumbline/api';
import { type NextRequest, NextResponse } from 'next/server';
import { gate } from './server/gate.ts';
import { contentSecurityPolicy, securityHeaders } from './server/headers.ts';
import { startingPage } from './server/starting-page.ts';

/** Runs before everything that is served, assets too: there is no matcher, on purpose. The access decision is gate.ts. */
export async function proxy(request: NextRequest): Promise<Response> {
  const path = request.nextUrl.pathname;
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy(nonce);
  const decision = await gate(request.method, path, request.headers);
  if (decision.open) return secured(passOn(request, nonce, policy), policy);
  if (decision.toLink) return secured(toLink(request), policy);
  const page = decision.response.status === 503 && request.method === 'GET' && !isApi(path);
  return secured(page ? startingPage(nonce) : decision.response, policy);
}

/** Next finds the nonce in the policy of the request, and puts it on the scripts of the page. */
function passOn(request: NextRequest, nonce: string, policy: string): Response {
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  return NextResponse.next({ request: { headers } });
}

/** Next makes it relative, so that the browser stays on the address under which it came. */
function toLink(request: NextRequest): Response {
  return NextResponse.redirect(new URL('/link', request.nextUrl), { status: 307, headers: { 'cache-control': 'no-store' } });
}

function secured(response: Response, policy: string): Response {
  response.headers.set('content-security-policy', policy);
  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value);
  return response;
}
