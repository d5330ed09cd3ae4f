import { createHash } from 'node:crypto';
import { type Attachment, attachmentLimits, type BlobId, type Refusal } from '@plumbline/lifecycle';
import { type PromptFile, type PromptMime, ProviderFault } from '@plumbline/providers';
import type { Store, Upload } from '@plumbline/store';
import type { Clock } from '../clock/index.ts';
import { type AttachmentRef, RuntimeFault } from '../contract.ts';
import { kindOf } from './kind.ts';

/** What no message has taken is kept for so long, and looked for so often; in ms. */
const keptFor = 24 * 3_600_000;
const lookEvery = 3_600_000;
/** A message may not take what is removed at this moment. In ms. */
const margin = 60_000;
/** UTF-16 units of base64 read at once; a multiple of four. */
const readAtOnce = 262_144;

/** Keeps a file that is to go with a message. The same again is the same. Throws ATTACHMENT_TOO_LARGE, ATTACHMENT_UNSUPPORTED. */
export async function keepUpload(store: Store, clock: Clock, data: Uint8Array): Promise<Pick<Attachment, 'blobId' | 'mime' | 'bytes'>> {
  const mime = kindOf(data);
  if (mime === null) throw new RuntimeFault('ATTACHMENT_UNSUPPORTED', 'Neither an image nor a text.');
  const limit = mime === 'text/plain' ? attachmentLimits.text : attachmentLimits.image;
  if (data.length > limit)
    throw new RuntimeFault('ATTACHMENT_TOO_LARGE', `${mime === 'text/plain' ? 'A text' : 'An image'} may have ${limit / 1_000_000} MB.`);
  const blobId = `upload-${createHash('sha256').update(mime).update('\0').update(data).digest('hex')}` as BlobId;
  const about = { blobId, mime, bytes: data.length };
  await store.saveUpload({ ...about, uploadedAt: clock.now() }, Buffer.from(data).toString('base64'));
  return about;
}

/** What a message is to have, as its event names it; or why it cannot. Size and kind are those that were found, not those that were told. */
export async function attachmentsOf(store: Store, clock: Clock, refs: readonly AttachmentRef[]): Promise<readonly Attachment[] | Refusal> {
  if (refs.length > attachmentLimits.count) return { code: 'TOO_MANY_ATTACHMENTS', message: `There are ${refs.length} files.` };
  const oldest = clock.now() - keptFor + margin;
  const uploads = (await store.uploads(refs.map(({ blobId }) => blobId))).filter(({ used, uploadedAt }) => used || uploadedAt > oldest);
  const known = new Map(uploads.map((upload) => [upload.blobId, upload] as const));
  const found: Attachment[] = [];
  for (const { blobId, name } of refs) {
    const upload = known.get(blobId);
    if (upload === undefined) return { code: 'ATTACHMENT_NOT_FOUND', message: `${name} is not here any more.` };
    found.push({ name, mime: upload.mime, blobId, bytes: upload.bytes });
  }
  const all = found.reduce((sum, { bytes }) => sum + bytes, 0);
  return all <= attachmentLimits.all ? found : { code: 'ATTACHMENT_TOO_LARGE', message: `The files have ${all} bytes in all.` };
}

/** What the attachments of a message hold, for its prompt. Throws ProviderFault ATTACHMENT_NOT_FOUND: not seen by the agent. */
export function filesOf(store: Store, attachments: readonly Attachment[]): Promise<readonly PromptFile[]> {
  return Promise.all(
    attachments.map(async ({ name, mime, blobId }) => {
      const data = await readUpload(store, blobId);
      if (data === null) throw new ProviderFault('ATTACHMENT_NOT_FOUND', `${name} cannot be read any more.`);
      return { name, mime: mime as PromptMime, data };
    }),
  );
}

/** For the page: what was uploaded, with its kind. Null: there is no such upload. */
export async function openUpload(store: Store, blobId: BlobId): Promise<(Upload & { readonly data: Buffer }) | null> {
  const [upload] = await store.uploads([blobId]);
  const data = upload && (await readUpload(store, blobId));
  return upload && data ? { ...upload, data } : null;
}

async function readUpload(store: Store, blobId: BlobId): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  for (let from = 0, length = 1; from < length; from += readAtOnce) {
    const page = await store.blob(blobId, from, readAtOnce);
    if (page === null) return null;
    length = page.length;
    pieces.push(Buffer.from(page.text, 'base64'));
  }
  return Buffer.concat(pieces);
}

/** Removes now and then what no message has taken for a day. `failed` is told why it could not. Returns its end. */
export function sweepUploads(store: Store, clock: Clock, failed: (error: unknown) => void): () => void {
  let cancel = () => {};
  let ended = false;
  const look = async () => {
    // Some at a time, so that nothing else waits for it.
    while (!ended && (await store.removeUnusedUploads(clock.now() - keptFor)) > 0);
  };
  const again = () => {
    look()
      .catch(failed)
      .finally(() => {
        if (!ended) cancel = clock.after(lookEvery, again);
      });
  };
  again();
  return () => {
    ended = true;
    cancel();
  };
}
