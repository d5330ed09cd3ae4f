import { renameSync, writeFileSync } from 'node:fs';

/**
 * Writes a file that only the user may read, whole or not at all. It survives a kill; after a power cut it may be missing
 * or empty, which readers take as "not there".
 */
export function writePrivateFile(file: string, text: string): void {
  const unfinished = `${file}.new`;
  writeFileSync(unfinished, text, { mode: 0o600 });
  renameSync(unfinished, file);
}
