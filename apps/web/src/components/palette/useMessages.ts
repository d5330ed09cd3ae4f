import { useEffect, useState } from 'react';
import type { FoundMessage } from '../../state/port.ts';
import { type Problem, toProblem } from '../../state/problem.ts';
import { port } from '../../state/workbench.ts';

/** Shorter words are found nearly everywhere. */
const shortest = 2;
/** The server is asked once nothing was typed for so long, in ms. */
const pause = 150;

export interface Messages {
  /** What it was looked for; the hits stay until those of a newer query are here. */
  readonly query: string;
  readonly found: readonly FoundMessage[];
  readonly problem?: Problem;
}

const none: Messages = { query: '', found: [] };

/** Messages of all threads in which the query stands. */
export function useMessages(query: string): Messages {
  const [messages, setMessages] = useState(none);
  useEffect(() => {
    if (query.trim().length < shortest) return setMessages(none);
    let left = false;
    const timer = setTimeout(async () => {
      const answer = await port()
        .search(query)
        .then(
          (found): Messages => ({ query, found }),
          (error): Messages => ({ query, found: [], problem: toProblem(error) }),
        );
      if (!left) setMessages(answer);
    }, pause);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [query]);
  return messages;
}
