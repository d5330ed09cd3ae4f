import type { ChangedFile } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import { cutChanges } from './changes.ts';

const file = (path: string, patch: string): ChangedFile => ({ path, status: 'modified', added: 2, removed: 1, patch });
const read = (text: string | undefined) =>
  (text ?? '')
    .trimEnd()
    .split('\n')
    .map((line): ChangedFile => JSON.parse(line));

describe('the files that a turn changed', () => {
  it('given files, then the event has their counts, and the blob a line for each', () => {
    const { changes, blobs } = cutChanges([file('a', '@@ a\n'), file('b', '@@ b\n')]);
    expect(changes).toEqual({ files: 2, added: 4, removed: 2, blobId: blobs[0]?.blobId });
    expect(read(blobs[0]?.text)).toEqual([file('a', '@@ a\n'), file('b', '@@ b\n')]);
  });

  it('given patches that are too large alone or together, then they go whole, and the files stay', () => {
    const large = 'x'.repeat(200_001);
    const { changes, blobs } = cutChanges([file('huge', large), ...Array.from({ length: 8 }, (_, n) => file(`${n}`, 'x'.repeat(150_000)))]);
    expect(changes.files).toBe(9);
    expect(read(blobs[0]?.text).map(({ patch }) => patch?.length ?? 0)).toEqual([0, ...Array(6).fill(150_000), 0, 0]);
  });

  it('given that all changes were taken back, then nothing is stored', () => {
    expect(cutChanges([])).toEqual({ changes: { files: 0, added: 0, removed: 0 }, blobs: [] });
  });
});
