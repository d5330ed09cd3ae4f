import type { BlobId, MessageId } from '@plumbline/lifecycle';
import { expect, it } from 'vitest';
import { created, Story } from '../test/story.ts';
import { tempStore } from '../test/temp-store.ts';

const a = 'upload-a' as BlobId;
const b = 'upload-b' as BlobId;
const about = (blobId: BlobId, uploadedAt: number) => ({ blobId, mime: 'image/png', bytes: 3, uploadedAt });

it('given uploads, then one that a message took stays, and one that none took goes with its content once it is old', async () => {
  const { store } = await tempStore();
  const content = 'x'.repeat(200_000);
  await store.saveUpload(about(a, 1_000), content);
  await store.saveUpload(about(b, 1_000), content);
  const story = new Story(store);
  const attachments = [{ name: 'a.png', mime: 'image/png', blobId: a, bytes: 3 }];
  await story.add(created, { type: 'message.accepted', messageId: 'm' as MessageId, text: '', attachments });
  expect(await store.removeUnusedUploads(1_000)).toBe(0);
  expect(await store.removeUnusedUploads(1_001)).toBe(1);
  expect(await store.uploads([a, b])).toEqual([{ ...about(a, 1_000), used: true }]);
  expect(await store.blob(b, 0, 10)).toBeNull();
  expect((await store.blob(a, 0, 10))?.length).toBe(200_000);
});

it('given the same upload again, then it is there once, and as new as its last time', async () => {
  const { store } = await tempStore();
  await store.saveUpload(about(a, 1_000), 'abc');
  await store.saveUpload(about(a, 2_000), 'abc');
  expect(await store.removeUnusedUploads(2_000)).toBe(0);
  expect(await store.uploads([a])).toEqual([{ ...about(a, 2_000), used: false }]);
});
