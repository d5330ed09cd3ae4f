import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { half, lineBetween, places, ways } from './sessionGraph.ts';

it('given the diagram of the document, which is made from the rules, then the page draws the same ways', () => {
  const document = readFileSync(new URL('../../../../../docs/lifecycle.md', import.meta.url), 'utf8');
  const session = document.slice(document.indexOf('### Session'), document.indexOf('### Turn'));
  const told = [...session.matchAll(/^ {4}(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from} ${to}`);
  const drawn = Object.entries(ways).flatMap(([from, all]) => all.map((to) => `${from} ${to}`));
  expect(told.length).toBeGreaterThan(5);
  expect(drawn.sort()).toEqual(told.sort());
});

it('given two states, then a line ends outside of both frames, and between them', () => {
  const [from, to] = lineBetween('starting', 'ready');
  expect(from.y).toBeGreaterThanOrEqual(places.starting.y + half.y);
  expect(to.y).toBeLessThanOrEqual(places.ready.y - half.y);
});
