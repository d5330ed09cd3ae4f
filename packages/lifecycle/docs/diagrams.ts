import type { Noun, Transitions } from './transitions.ts';

/** A Mermaid state diagram of one noun; the labels are the events. */
export function diagram(transitions: Transitions, noun: Noun): string {
  const lines = [...transitions[noun]].map(([arrow, events]) => `    ${arrow} : ${[...events].sort().join(', ')}`).sort();
  const start = startOf[noun];
  return ['```mermaid', 'stateDiagram-v2', ...(start === undefined ? [] : [`    [*] --> ${start}`]), ...lines, '```'].join('\n');
}

/** Nouns that are there from the thread's first event on. */
const startOf: Partial<Record<Noun, string>> = { session: 'stopped', queue: 'open' };
