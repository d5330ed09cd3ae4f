import { open, realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { PromptFile } from '@plumbline/providers';
import { settlesWithin } from '../clock/deadline.ts';
import { mentionsIn } from './find.ts';

/** A disk that does not answer must not hold the message: it goes with the words alone. In ms. */
const deadline = 2_000;
/** Of one file, and of all of a message, in bytes; the agent can read the rest itself. */
const fileLimit = 64 * 1024;
const allLimit = 512 * 1024;

interface Found extends PromptFile {
  readonly path: string;
}

/**
 * The text files of a project that a message mentions, with what is in them now. Never one outside of it, whatever links lead
 * there. What is no text, an image say, or is not there is left to the agent, which has its path in the words. Never throws.
 */
export async function mentionedFiles(directory: string, text: string): Promise<readonly PromptFile[]> {
  const mentions = mentionsIn(text);
  if (mentions.length === 0) return [];
  const found: Found[] = [];
  const look = async () => {
    let left = allLimit;
    for (const spellings of mentions) {
      const file = await firstOf(directory, spellings, Math.min(left, fileLimit));
      if (!file || found.some(({ path }) => path === file.path)) continue;
      found.push(file);
      left -= file.data.length;
      if (left <= 0) return;
    }
  };
  await settlesWithin(deadline, look());
  return found.map(({ path: _, ...file }) => file);
}

async function firstOf(directory: string, spellings: readonly string[], limit: number): Promise<Found | null> {
  for (const spelled of spellings) {
    const file = await fileAt(directory, spelled, limit).catch(() => null);
    if (file) return file;
  }
  return null;
}

async function fileAt(directory: string, spelled: string, limit: number): Promise<Found | null> {
  const path = await realpath(resolve(directory, spelled));
  // What is no plain file, a pipe say, may hang when it is opened.
  if (!path.startsWith(directory + sep) || !(await stat(path)).isFile()) return null;
  const data = await readText(path, limit);
  return data && { name: spelled, mime: 'text/plain', data, path };
}

/** Null: it is no text. */
async function readText(path: string, limit: number): Promise<Buffer | null> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(limit), 0, limit, 0);
    const read = buffer.subarray(0, bytesRead);
    if (read.includes(0)) return null;
    return size <= bytesRead
      ? read
      : Buffer.concat([wholeLines(read), Buffer.from(`\n(Cut: the file has ${size} bytes. Read it for the rest.)\n`)]);
  } finally {
    await file.close();
  }
}

function wholeLines(read: Buffer): Buffer {
  const end = read.lastIndexOf(10);
  return end > 0 ? read.subarray(0, end + 1) : read;
}
