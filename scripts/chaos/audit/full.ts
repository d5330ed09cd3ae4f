import { beginAtGate, endOf, type Place } from './at-gate.ts';

/** Renames fill the room that is left in the pages there are; so many are far more than that. */
const mostRenames = 500;
/** How long the answer goes on while nothing of it can be written, in ms. */
const lost = 1_500;

/**
 * Rule 34, with nothing else going on: a turn is at work, and no page can be added to the database (`max_page_count`). Commands are
 * refused and the rest of the answer cannot be written; once there is room, the turn ends as it did, with its whole text. Resolves
 * to findings.
 */
export async function fullAtRest(place: Place, mark: string): Promise<readonly string[]> {
  const { inside, client, viewer, ledger, control } = place;
  const { threadId } = viewer;
  const refused = () => ledger.refusals.get('SQLITE_FULL') ?? 0;
  await beginAtGate(place, mark);
  const before = refused();
  inside.set({ databaseFull: true });
  for (let at = 0; at < mostRenames && refused() === before; at++)
    await ledger.say(() => client.thread.rename.mutate({ threadId, title: `${mark}, ${at} ${'so full '.repeat(12)}` }));
  const isFull = refused() > before;
  await control().release(mark);
  await new Promise((done) => setTimeout(done, lost));
  inside.set({ databaseFull: false });
  const found = [...(isFull ? [] : ['the database does not get full']), ...(await endOf(place, mark))];
  const { items } = await client.thread.get.query({ threadId });
  const said = items.findLast((item) => item.kind === 'assistant');
  if (said?.kind !== 'assistant' || !said.text.endsWith('End.'))
    found.push(`${threadId}: the answer is not whole that met a full database`);
  return found.map((line) => `full: ${line}`);
}
