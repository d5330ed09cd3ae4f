import { attachmentLimits, type BlobId } from '@plumbline/lifecycle';
import { drafts } from './drafts.ts';
import { PortFault, type Problem, toProblem } from './problem.ts';

/** For one file, in ms. */
const deadline = 60_000;

/** Adds files to what is being written and uploads them, one after the other. What cannot go says why on its chip. */
export async function attach(place: string, files: readonly File[]): Promise<void> {
  const room = Math.max(0, attachmentLimits.count - drafts.at(place).get().files.length);
  const taken = files.slice(0, room).map((file) => ({ file, key: crypto.randomUUID() }));
  for (const { file, key } of taken) drafts.addFiles(place, [{ key, name: nameOf(file), mime: file.type, bytes: file.size }]);
  if (files.length > room) say(place, `${files.length - room} more than a message takes (${attachmentLimits.count}).`);
  for (const { file, key } of taken) {
    try {
      drafts.changeFile(place, key, await upload(file));
    } catch (error) {
      drafts.changeFile(place, key, { problem: toProblem(error) });
    }
  }
}

function say(place: string, message: string): void {
  const problem: Problem = { code: 'TOO_MANY_ATTACHMENTS', message };
  drafts.addFiles(place, [{ key: crypto.randomUUID(), name: 'Not attached', mime: '', bytes: 0, problem }]);
}

/** A pasted picture has no name of its own. */
function nameOf({ name }: File): string {
  return (name.trim() || 'pasted').slice(-200);
}

async function upload(file: File): Promise<{ readonly blobId: BlobId; readonly mime: string; readonly bytes: number }> {
  if (file.size > attachmentLimits.image)
    throw new PortFault({ code: 'ATTACHMENT_TOO_LARGE', message: `Larger than ${attachmentLimits.image / 1_000_000} MB.` });
  if (!(await isReadable(file))) throw new PortFault({ code: 'ATTACHMENT_UNSUPPORTED', message: 'A folder, or it cannot be read.' });
  const answer = await fetch('/api/attachments', {
    method: 'POST',
    headers: { 'x-plumbline': '1', 'content-type': 'application/octet-stream' },
    body: file,
    signal: AbortSignal.timeout(deadline),
  });
  if (answer.ok) return answer.json();
  const { error } = await answer.json().catch(() => ({}));
  throw new PortFault({ code: error?.data?.reason ?? 'NETWORK', message: error?.message ?? 'Plumbline did not take the file.' });
}

/** A folder that is dropped looks like a file until one reads it. */
function isReadable(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
}
