import { createHash } from 'node:crypto';
import type { BlobId } from '@plumbline/lifecycle';
import { expect, test } from 'vitest';
import { codeOf, created, noteOf, Story, textOf } from '../../test/story.ts';
import { tempStore } from '../../test/temp-store.ts';

test('streamed text is appended at its offset, shown, and gone with the closing event (rule 30)', async () => {
  const { store, dataDir } = await tempStore();
  const story = new Story(store, 'a');
  const turnId = await story.run();
  const itemId = await story.stream(turnId, 'one');
  const { threadId } = story;
  // Half a surrogate pair, a NUL, quotes: what arrives in pieces must come back whole.
  const pieces = ['He said "', '\ud83d', '\ude00\u0000', '\\n"'];
  let offset = 0;
  for (const text of pieces) {
    await store.appendText([{ threadId, itemId, offset, text }]);
    offset += text.length;
  }
  expect(await store.streamedTexts(threadId)).toEqual({ [itemId]: pieces.join('') });
  expect(textOf((await store.snapshot(threadId))?.items[0])).toBe(pieces.join(''));
  expect(textOf(await store.findItem(itemId))).toBe(pieces.join(''));
  expect(await codeOf(store.appendText([{ threadId, itemId, offset: offset + 1, text: 'hole' }]))).toBe('VERSION_CONFLICT');
  expect(await codeOf(store.appendText([{ threadId, itemId, offset: 2, text: 'overlap' }]))).toBe('VERSION_CONFLICT');
  await store.close();

  // After a restart the length is known again, and 0 begins anew.
  const again = (await tempStore({ dataDir })).store;
  await again.appendText([{ threadId, itemId, offset, text: '!' }]);
  expect(await again.streamedTexts(threadId)).toEqual({ [itemId]: `${pieces.join('')}!` });
  await again.appendText([{ threadId, itemId, offset: 0, text: 'anew' }]);
  await again.appendText([{ threadId, itemId, offset: 4, text: '.' }]);
  expect(await again.streamedTexts(threadId)).toEqual({ [itemId]: 'anew.' });

  const closing = { ...noteOf(turnId, itemId, 1, 'the whole text'), status: 'partial' as const };
  await again.append(story.append([closing]));
  expect(await again.streamedTexts(threadId)).toEqual({});
  expect(textOf(await again.findItem(itemId))).toBe('the whole text');
  expect(await codeOf(again.appendText([{ threadId, itemId, offset: 0, text: 'late' }]))).toBe('VERSION_CONFLICT');
});

test('texts of one call are stored together or not at all', async () => {
  const { store } = await tempStore();
  const story = new Story(store, 'a');
  const turnId = await story.run();
  const [one, two] = [await story.stream(turnId, 'one'), await story.stream(turnId, 'two')];
  const { threadId } = story;
  const wrong = store.appendText([
    { threadId, itemId: one, offset: 0, text: 'x' },
    { threadId, itemId: two, offset: 7, text: 'y' },
  ]);
  expect(await codeOf(wrong)).toBe('VERSION_CONFLICT');
  expect(await store.streamedTexts(threadId)).toEqual({});
});

test('a blob is stored with the append that names it, and read in pages of any size', async () => {
  const { store } = await tempStore();
  const text = '0123456789\u0000\ud83d\ude00"\n'.repeat(20_000);
  const blobId = createHash('sha256').update(text).digest('hex') as BlobId;
  const story = new Story(store, 'a');
  story.take(await store.append(story.append([created], { blobs: [{ blobId, text }] })));
  expect(await store.blob(blobId, 0, 10)).toEqual({ text: '0123456789', length: text.length });
  for (const from of [65_530, 65_536, 131_071, text.length - 3])
    expect((await store.blob(blobId, from, 70_000))?.text).toBe(text.slice(from, from + 70_000));
  expect((await store.blob(blobId, text.length + 5, 10))?.text).toBe('');
  expect(await store.blob('none' as BlobId, 0, 10)).toBeNull();
});
