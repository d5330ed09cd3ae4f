import type { ChangedFile } from '@plumbline/lifecycle';
import type { SnapshotFileDiff } from '../native.ts';

/**
 * What the work for some prompts has changed, from what OpenCode tells of each: the files since its message. Prompts that were
 * steered into one run follow each other, so a file that both changed has both patches.
 */
export function changedFiles(prompts: readonly (readonly SnapshotFileDiff[])[]): readonly ChangedFile[] {
  const files = new Map<string, ChangedFile>();
  for (const diff of prompts.flat()) {
    const file = fileOf(diff);
    if (!file) continue;
    const before = files.get(file.path);
    files.set(file.path, before ? both(before, file) : file);
  }
  return [...files.values()];
}

function fileOf({ file, patch, additions, deletions, status }: SnapshotFileDiff): ChangedFile | null {
  if (file === undefined) return null;
  return {
    path: file,
    status: status ?? 'modified',
    added: additions,
    removed: deletions,
    ...(patch === undefined || patch === '' ? {} : { patch }),
  };
}

function both(first: ChangedFile, second: ChangedFile): ChangedFile {
  const { patch: _first, ...rest } = first;
  const whole = first.patch !== undefined && second.patch !== undefined ? { patch: `${first.patch}\n${second.patch}` } : {};
  const status = first.status === 'added' && second.status !== 'deleted' ? 'added' : second.status;
  return { ...rest, status, added: first.added + second.added, removed: first.removed + second.removed, ...whole };
}
