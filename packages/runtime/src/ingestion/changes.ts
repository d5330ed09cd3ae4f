import { createHash } from 'node:crypto';
import type { BlobId, ChangedFile, TurnChanges } from '@plumbline/lifecycle';
import type { Beside } from '../lanes/commit.ts';
import { turnOfPrompt } from './owner.ts';
import type { Of, Told } from './told.ts';

/** UTF-16 units of the patch of one file, and of all patches of a turn, that are kept. */
const patchLimits = { file: 200_000, turn: 1_000_000 };
/** Files that are listed; all are counted. */
const listed = 1_000;

/** What a turn has changed, also when it comes after the turn has ended (rule 18). */
export async function filesChanged(told: Told, signal: Of<'files-changed'>): Promise<void> {
  const whose = await turnOfPrompt(told.core, told.lane, signal.prompt);
  if (whose === null) return told.ignored('foreign-turn', signal.kind);
  const { changes, blobs } = cutChanges(signal.files);
  await told.apply({ kind: 'files-changed', turnId: whose.turnId, changes }, whose.owner, { blobs });
}

/** Counts go into the event; the patches, of bounded size, beside it. */
export function cutChanges(files: readonly ChangedFile[]): { changes: TurnChanges; blobs: NonNullable<Beside['blobs']> } {
  const sum = (of: (file: ChangedFile) => number) => files.reduce((total, file) => total + of(file), 0);
  const counts = { files: files.length, added: sum((file) => file.added), removed: sum((file) => file.removed) };
  if (files.length === 0) return { changes: counts, blobs: [] };
  const text = boundPatches(files)
    .map((file) => `${JSON.stringify(file)}\n`)
    .join('');
  const blobId = createHash('sha256').update(text).digest('hex') as BlobId;
  return { changes: { ...counts, blobId }, blobs: [{ blobId, text }] };
}

/** A patch that is cut could not be told from a whole one: what is too large goes whole. */
function boundPatches(files: readonly ChangedFile[]): readonly ChangedFile[] {
  let left = patchLimits.turn;
  return files.slice(0, listed).map(({ patch, ...file }) => {
    if (patch === undefined || patch.length > Math.min(patchLimits.file, left)) return file;
    left -= patch.length;
    return { ...file, patch };
  });
}
