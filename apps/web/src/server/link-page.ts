import { plainPage } from './plain-page.ts';

/** The page of the one-time link. It holds no data: its script trades the token in the fragment for a cookie. */
export function linkPage(nonce: string): Response {
  return new Response(plainPage({ nonce, title: 'Sign in', body, script }), {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}

const body = `
<section id="working"><h1>Signing in…</h1></section>
<section id="needed" hidden role="alert">
<h1>This browser is not signed in</h1>
<p>Open the link that <code>npm start</code> printed in the terminal.</p>
<p>A link works once, for ten minutes. For a new one, run <code>npm run link</code> in the folder of Plumbline.</p>
</section>
<section id="refused" hidden role="alert">
<h1>This link does not work any more</h1>
<p>A link works once, for ten minutes. For a new one, run <code>npm run link</code> in the folder of Plumbline.</p>
</section>
<section id="limited" hidden role="alert">
<h1>Too many tries</h1>
<p>Wait a minute, then open the link again.</p>
</section>
<section id="unreachable" hidden role="alert">
<h1>Plumbline did not answer</h1>
<p>See in the terminal whether it runs, then open the link again.</p>
</section>
<noscript><p>Signing in needs JavaScript.</p></noscript>
`;

/** The token leaves the address before it is used, so that it is in no history and no screenshot. */
const script = `
const token = location.hash.slice(1);
history.replaceState(null, '', '/link');
const show = (id) => { for (const each of document.querySelectorAll('section')) each.hidden = each.id !== id; };
const headers = { 'x-plumbline': '1', 'content-type': 'application/json' };
const ask = token
  ? fetch('/api/session', { method: 'POST', headers, body: JSON.stringify({ token }) })
  : fetch('/api/session', { headers });
ask.then((answer) => {
  if (answer.ok) return location.replace('/');
  if (answer.status === 429) return show('limited');
  if (answer.status === 503) return setTimeout(() => token ? (location.replace('/link#' + token), location.reload()) : location.reload(), 1000);
  show(token ? 'refused' : 'needed');
}, () => show('unreachable'));
`;
