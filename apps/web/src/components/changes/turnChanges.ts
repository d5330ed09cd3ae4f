import type { BlobId, ChangedFile, Item, ThreadId } from '@plumbline/lifecycle';
import type { TurnRows } from '../../state/port.ts';
import { port } from '../../state/workbench.ts';
import { countChanges, patchLines } from '../tools/diff.ts';
import { fileOf } from '../tools/input.ts';

/** What a turn changed in files, and where its patches are. */
export interface Changes {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
  readonly from: { readonly blobId: BlobId } | { readonly list: readonly ChangedFile[] };
}

/** As the agent tells it; where it does not (outside of a repository), what its tools say that they changed. */
export function changesOf({ turn, items }: TurnRows): Changes | undefined {
  const told = turn.changes;
  if (told) return told.blobId === undefined ? undefined : { ...told, from: { blobId: told.blobId } };
  const list = changesByTools(items);
  if (list.length === 0) return undefined;
  const sum = (of: (file: ChangedFile) => number) => list.reduce((total, file) => total + of(file), 0);
  return { files: list.length, added: sum((file) => file.added), removed: sum((file) => file.removed), from: { list } };
}

/** One for each file; of one that was changed several times, the patches follow each other. */
function changesByTools(items: Iterable<Item>): readonly ChangedFile[] {
  const files = new Map<string, ChangedFile>();
  for (const item of items) {
    if (item.kind !== 'tool' || item.result !== 'ok' || item.patch === undefined) continue;
    const path = fileOf(item);
    const { added, removed } = countChanges(patchLines(item.patch));
    const before = files.get(path);
    files.set(path, {
      path,
      status: before?.status ?? 'modified',
      added: added + (before?.added ?? 0),
      removed: removed + (before?.removed ?? 0),
      patch: before?.patch === undefined ? item.patch : `${before.patch}\n${item.patch}`,
    });
  }
  return [...files.values()];
}

/** More pages than this are not asked for: patches are kept up to 1 MB a turn, in pages of at least 64 kB. */
const mostPages = 64;

/** The files with their patches, from the server where they lie there. */
export async function loadChanges(threadId: ThreadId, { from }: Changes): Promise<readonly ChangedFile[]> {
  if ('list' in from) return from.list;
  let text = '';
  for (let page = 0; page < mostPages; page += 1) {
    const { text: more, length } = await port().blob(threadId, from.blobId, text.length);
    text += more;
    if (text.length >= length || more === '') break;
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ChangedFile);
}
