import type { ClipboardEvent } from 'react';

/** Takes files that are pasted; text goes its own way. */
export function takePasted(event: ClipboardEvent, take: (files: readonly File[]) => void): void {
  const files = [...event.clipboardData.files];
  if (files.length === 0 || areWordsMeant(event.clipboardData.getData('text/plain'), files)) return;
  event.preventDefault();
  take(files);
}

/** A table that is copied comes as a picture too: its words are meant. A file that is copied comes with its name or path: it is meant itself. */
export function areWordsMeant(text: string, files: readonly { readonly name: string }[]): boolean {
  const names = new Set(files.map(({ name }) => name));
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.some((line) => !names.has(line.trim().replace(/^.*[\\/]/, '')));
}
