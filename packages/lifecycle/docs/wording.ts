import type { Row, SettleRow } from '../src/settlement.ts';

/** What a row of the settlement tables does, in words for the document. A new kind of row without words does not compile. */
export function wordsOf(row: Row): { readonly turn: string; readonly session: string } {
  switch (row.do) {
    case 'settle':
      return settled(row);
    case 'by-standing':
      return { turn: 'settled by its newest step (below)', session: 'with it' };
    case 'accept':
      return { turn: 'running: the prompt is accepted; then as for a running turn', session: 'running' };
    case 'notice':
      return { turn: 'unchanged; a notice says it; observe at once', session: 'unchanged' };
    case 'observe':
      return { turn: 'unchanged; observe at once', session: 'unchanged' };
    case 'look-up':
      return { turn: 'unchanged; look the prompt up at once (rule 33)', session: 'unchanged' };
    case 'bind':
      return { turn: 'pending: deliver now', session: 'starting, bound; ready when no turn is pending' };
    case 'stop-session':
      return { turn: 'none', session: 'stopped' };
    case 'fail-session':
      return { turn: 'none', session: 'error' };
    case 'adopt':
      return { turn: 'a new one, running, `origin: provider` (rule 18)', session: 'running' };
    case 'rest':
      return { turn: 'unchanged', session: 'at rest: the draining ends' };
    case 'verify':
      return { turn: 'unchanged', session: 'unchanged; no longer unverified' };
    case 'doubt':
      return { turn: 'unchanged', session: 'unchanged; unverified since now' };
    case 'own':
      return { turn: 'unchanged: part of its own work', session: 'unchanged' };
    case 'ignore':
      return { turn: 'unchanged', session: 'unchanged' };
  }
}

function settled(row: SettleRow): { readonly turn: string; readonly session: string } {
  const cause = row.cause === 'told' ? 'cause as told' : `cause ${row.cause}`;
  const code = row.code === undefined ? '' : `, ${row.code} unless told`;
  const message = row.message === undefined ? '' : `; message returned: ${row.message}`;
  return { turn: `**${row.outcome}** (${cause}${code})${message}`, session: row.session };
}
