import type { BlobId, Item } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import type { TurnRows } from '../../state/port.ts';
import { changesOf } from './turnChanges.ts';

const patch = (...lines: readonly string[]) => ['--- a', '+++ b', '@@ -1,1 +1,2 @@', ...lines].join('\n');
const edit = (filePath: string, text: string | undefined, result = 'ok') =>
  ({ kind: 'tool', result, title: filePath, input: { filePath }, ...(text === undefined ? {} : { patch: text }) }) as unknown as Item;
const view = (items: readonly Item[], changes?: object) => ({ turn: { changes }, items, requests: [] }) as unknown as TurnRows;

describe('changesOf', () => {
  it('given what the agent told, then that stands, whatever its tools say', () => {
    const blobId = 'b' as BlobId;
    const told = { files: 2, added: 3, removed: 1, blobId };
    expect(changesOf(view([edit('a.ts', patch('+x'))], told))).toEqual({ ...told, from: { blobId } });
  });

  it('given that it told of no change, then there is none', () => {
    expect(changesOf(view([edit('a.ts', patch('+x'))], { files: 0, added: 0, removed: 0 }))).toBeUndefined();
  });

  it('given nothing told, then the tools that worked are counted, a file once', () => {
    const items = [
      edit('a.ts', patch('+x', '-y')),
      edit('b.ts', patch('+z'), 'failed'),
      edit('a.ts', patch('+w')),
      edit('c.ts', undefined),
    ];
    const changes = changesOf(view(items));
    expect(changes).toMatchObject({ files: 1, added: 2, removed: 1 });
    expect(changes?.from).toMatchObject({ list: [{ path: 'a.ts', added: 2, removed: 1 }] });
  });

  it('given neither, then nothing is said', () => {
    expect(changesOf(view([edit('c.ts', undefined)]))).toBeUndefined();
  });
});
