import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** A log above this size is cut; the newest quarter of it is kept beside it. */
const maxBytes = 16 * 1024 * 1024;
const keptBytes = maxBytes / 4;

/**
 * Where a process writes: `<dataDir>/logs/<name>.log`, mode 0600, begun anew at each start; the one before is kept as
 * `<name>.1.log`. A file and not a pipe of ours, so that the process can write when we are gone (rule 35).
 */
export function openOutput(dataDir: string, name: string): { readonly file: string; readonly descriptor: number } {
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${name}.log`);
  if (existsSync(file)) {
    boundOutput(file);
    // A bounded file may be empty: what it held stands in the older one already.
    if (statSync(file).size > 0) renameSync(file, olderOf(file));
  }
  // Appending lets the file be cut under the writer: it goes on at the new end.
  return { file, descriptor: openSync(file, 'a', 0o600) };
}

/** Cuts the log of a living process when it has grown too large. */
export function boundOutput(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= maxBytes) return;
  writeFileSync(olderOf(file), readFrom(file, size - keptBytes, keptBytes), { mode: 0o600 });
  truncateSync(file);
}

/** The last lines of a log, at most `maxChars` of it. */
export function lastLines(file: string, maxChars: number): string {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const text = new TextDecoder().decode(readFrom(file, Math.max(0, size - 4 * maxChars), 4 * maxChars));
  return text.trimEnd().slice(-maxChars).trimStart();
}

/** Looks for a text in what is written to a file. Each call reads what is new; `found` stays true. */
export function watchFor(file: string, text: string): () => boolean {
  let offset = 0;
  let end = '';
  let found = false;
  return () => {
    while (!found) {
      const chunk = readFrom(file, offset, 64 * 1024);
      if (chunk.length === 0) break;
      offset += chunk.length;
      const seen = end + Buffer.from(chunk).toString('latin1');
      found = seen.includes(needle(text));
      end = seen.slice(-needle(text).length);
    }
    return found;
  };
}

/** Bytes are compared, since a chunk may end within a character. */
function needle(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function olderOf(file: string): string {
  return file.replace(/\.log$/, '.1.log');
}

function readFrom(file: string, position: number, length: number): Uint8Array {
  if (!existsSync(file)) return new Uint8Array();
  const descriptor = openSync(file, 'r');
  try {
    const bytes = new Uint8Array(Math.min(length, Math.max(0, fstatSync(descriptor).size - position)));
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, position));
  } finally {
    closeSync(descriptor);
  }
}
