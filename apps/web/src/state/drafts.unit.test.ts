import type { BlobId, CommandId } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import { attachmentsOf, type DraftStorage, Drafts } from './drafts.ts';

const id = 'c1' as CommandId;
const refused = { code: 'QUEUE_FULL', message: 'The queue is full.' } as const;

function memory(): DraftStorage & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  };
}

describe('Drafts', () => {
  it('given a text, when the page is loaded again, then it is there; once it is sent, nothing is kept', () => {
    const storage = memory();
    new Drafts(() => storage).setText('t1', 'half a thought');
    const drafts = new Drafts(() => storage);
    expect(drafts.at('t1').get().text).toBe('half a thought');
    drafts.sending('t1', { commandId: id, text: 'half a thought' });
    drafts.done('t1', id);
    expect(storage.entries.size).toBe(0);
  });

  it('given a message under way, when it fails, then its text and reason stay, and what was written since too', () => {
    const drafts = new Drafts(() => memory());
    drafts.sending('t1', { commandId: id, text: 'first' });
    drafts.setText('t1', 'second');
    drafts.failed('t1', id, refused);
    expect(drafts.at('t1').get()).toEqual({ text: 'second', files: [], outgoing: [{ commandId: id, text: 'first', problem: refused }] });
    drafts.takeBack('t1', id);
    expect(drafts.at('t1').get()).toEqual({ text: 'first\n\nsecond', files: [], outgoing: [] });
  });

  it('given files with a message, then they go and come back with it, and a reload keeps those that the server has', () => {
    const storage = memory();
    const drafts = new Drafts(() => storage);
    const file = { name: 'a.png', mime: 'image/png', bytes: 3, blobId: 'upload-a' as BlobId };
    drafts.addFiles('t1', [{ key: 'k1', ...file }]);
    drafts.addFiles('t1', [{ key: 'k2', name: 'b.txt', mime: '', bytes: 1 }]);
    const kept = new Drafts(() => storage).at('t1').get().files;
    expect(kept).toEqual([{ key: 'k1', ...file }]);
    expect([attachmentsOf(drafts.at('t1').get().files), attachmentsOf(kept)]).toEqual([undefined, [file]]);
    drafts.sending('t1', { commandId: id, text: 'look', attachments: [file] });
    expect(drafts.at('t1').get().files).toEqual([]);
    drafts.failed('t1', id, refused);
    drafts.takeBack('t1', id);
    expect(attachmentsOf(drafts.at('t1').get().files)).toEqual([file]);
  });

  it('given a message under way, when the page closes before the answer, then it is offered again under its id, not sent', () => {
    const storage = memory();
    new Drafts(() => storage).sending('t1', { commandId: id, text: 'first' });
    const [kept] = new Drafts(() => storage).at('t1').get().outgoing;
    expect(kept).toMatchObject({ commandId: id, text: 'first', problem: { code: 'NETWORK' } });
  });

  it('given two places, when one is written, then the other is untouched', () => {
    const drafts = new Drafts(() => memory());
    drafts.setText('t1', 'a');
    expect(drafts.at('t2').get().text).toBe('');
  });

  it.each([
    [
      'full',
      {
        setItem: () => {
          throw new Error('QuotaExceededError');
        },
      },
    ],
    [
      'forbidden',
      {
        getItem: () => {
          throw new Error('SecurityError');
        },
      },
    ],
    ['broken', { getItem: () => '{"text":' }],
  ])('given storage that is %s, when a draft is written, then it lives in memory', (_, fault) => {
    const drafts = new Drafts(() => ({ ...memory(), ...fault }));
    drafts.setText('t1', 'kept');
    expect(drafts.at('t1').get().text).toBe('kept');
  });
});
