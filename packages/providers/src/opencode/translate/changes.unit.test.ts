import { describe, expect, it } from 'vitest';
import { changedFiles } from './changes.ts';

const diff = (file: string, patch: string, status: 'added' | 'deleted' | 'modified' = 'modified') =>
  ({ file, patch, additions: 1, deletions: 2, status }) as const;

describe('changedFiles', () => {
  it('given one prompt, then its files are told as they are, and an empty patch is none', () => {
    expect(changedFiles([[diff('a', '@@ a'), diff('b', '', 'deleted')]])).toEqual([
      { path: 'a', status: 'modified', added: 1, removed: 2, patch: '@@ a' },
      { path: 'b', status: 'deleted', added: 1, removed: 2 },
    ]);
  });

  it('given prompts that were steered into one run, then a file of both has both patches and all lines', () => {
    expect(changedFiles([[diff('a', '@@ first', 'added')], [diff('a', '@@ second'), diff('b', '@@ b')]])).toEqual([
      { path: 'a', status: 'added', added: 2, removed: 4, patch: '@@ first\n@@ second' },
      { path: 'b', status: 'modified', added: 1, removed: 2, patch: '@@ b' },
    ]);
  });
});
