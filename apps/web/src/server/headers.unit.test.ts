import { expect, test } from 'vitest';
import { contentSecurityPolicy } from './headers.ts';
import { linkPage } from './link-page.ts';

const directives = new Map(
  contentSecurityPolicy('abc')
    .split('; ')
    .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]),
);

test('no script runs without the nonce, and nothing talks to another server', () => {
  expect(directives.get('script-src')).toEqual(["'self'", "'nonce-abc'", "'strict-dynamic'"]);
  expect(directives.get('connect-src')).toEqual(["'self'"]);
  expect(directives.get('default-src')).toEqual(["'none'"]);
  expect(directives.get('frame-ancestors')).toEqual(["'none'"]);
});

test('inline styles are allowed on attributes alone', () => {
  const loose = [...directives].filter(([, sources]) => sources?.some((source) => source.includes('unsafe')));
  expect(loose.map(([name]) => name)).toEqual(['style-src-attr']);
});

test('every script and style of the sign-in page carries the nonce', async () => {
  const html = await linkPage('abc').text();
  expect(html.match(/<(script|style)\b/g)).toHaveLength(2);
  expect(html.match(/<(script|style) nonce="abc">/g)).toHaveLength(2);
  expect(html).not.toMatch(/\son\w+=|javascript:/);
});
