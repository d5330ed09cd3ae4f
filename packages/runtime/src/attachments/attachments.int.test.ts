import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attachmentLimits, type BlobId } from '@plumbline/lifecycle';
import { afterEach, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/harness.ts';

let bench: Bench;
afterEach(() => bench.close());

/** A whole picture of one point, then what makes it large. */
const picture = (more = 0) =>
  Buffer.concat([
    Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
    Buffer.alloc(more, 7),
  ]);

it('given files with a message, then the agent gets them whole before what the words mention, and its item names them', async () => {
  bench = await openBench();
  const { attachments } = bench.runtime;
  const thread = await bench.newThread();
  writeFileSync(join(bench.dataDir, 'project', 'a.txt'), 'mentioned');
  const image = await attachments.keep(picture(700_001));
  const words = await attachments.keep(Buffer.from('größer'));
  expect([image.mime, words.mime, words.bytes]).toEqual(['image/png', 'text/plain', 8]);
  const given = [
    { blobId: image.blobId, name: 'point.png' },
    { blobId: words.blobId, name: 'words.md' },
  ];
  await bench.do({ type: 'thread.turn.start', threadId: thread, text: 'See @a.txt', attachments: given });
  const { items } = await bench.until(thread, ({ session }) => session.status === 'running');
  const named = given.map((each, index) => ({ ...each, mime: [image, words][index]?.mime, bytes: [image, words][index]?.bytes }));
  expect(items[0]).toMatchObject({ kind: 'user', text: 'See @a.txt', attachments: named });
  const { files = [] } = bench.provider.lastSent();
  expect(files.map(({ name, mime }) => [name, mime])).toEqual([
    ['point.png', 'image/png'],
    ['words.md', 'text/plain'],
    ['a.txt', 'text/plain'],
  ]);
  expect(Buffer.compare(Buffer.from(files[0]?.data ?? []), picture(700_001))).toBe(0);
  expect((await attachments.open(image.blobId)).data.length).toBe(image.bytes);
});

it('given a message that waits, then it keeps its files over an edit and a restart, and goes with them alone', async () => {
  bench = await openBench();
  const thread = await bench.newThread();
  await bench.send(thread, 'one');
  await bench.until(thread, ({ session }) => session.status === 'running');
  const { blobId } = await bench.runtime.attachments.keep(picture());
  const { messageId } = await bench.do({ type: 'thread.turn.start', threadId: thread, text: '', attachments: [{ blobId, name: 'p.png' }] });
  if (messageId === undefined) throw new Error('no message');
  await bench.do({ type: 'thread.queue.edit', threadId: thread, messageId, text: 'look' });
  bench = await bench.restart();
  const { queue } = await bench.get(thread);
  expect(queue.messages.map(({ text, attachments }) => [text, attachments.map(({ name }) => name)])).toEqual([['look', ['p.png']]]);
});

it('given what cannot go, then it is refused by its code, and no message is made', async () => {
  bench = await openBench();
  const thread = await bench.newThread();
  const { attachments } = bench.runtime;
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: { code: string }) => error.code,
    );
  expect(await code(attachments.keep(Buffer.from([0x25, 0x50, 0, 1])))).toBe('ATTACHMENT_UNSUPPORTED');
  expect(await code(attachments.keep(Buffer.alloc(attachmentLimits.text + 1, 65)))).toBe('ATTACHMENT_TOO_LARGE');
  expect(await code(attachments.open('upload-none' as BlobId))).toBe('ATTACHMENT_NOT_FOUND');
  const send = (refs: readonly { blobId: BlobId; name: string }[]) =>
    code(bench.do({ type: 'thread.turn.start', threadId: thread, text: 'x', attachments: refs }));
  expect(await send([{ blobId: 'upload-none' as BlobId, name: 'x' }])).toBe('ATTACHMENT_NOT_FOUND');
  const { blobId } = await attachments.keep(picture(7_000_000));
  expect(await send(Array.from({ length: 3 }, () => ({ blobId, name: 'large.png' })))).toBe('ATTACHMENT_TOO_LARGE');
  expect(await send(Array.from({ length: 11 }, () => ({ blobId, name: 'large.png' })))).toBe('TOO_MANY_ATTACHMENTS');
  expect((await bench.get(thread)).queue.messages).toEqual([]);
});
