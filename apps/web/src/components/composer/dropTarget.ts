import type { ClipboardEvent, DragEvent } from 'react';

/** Files that are pasted or dropped on an element are taken by it; text goes its own way. */
export function dropTarget(take: (files: readonly File[]) => void) {
  const mark = (event: DragEvent<HTMLElement>, over: boolean) => {
    event.currentTarget.dataset.dropping = String(over);
  };
  const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files');
  return {
    onDragOver: (event: DragEvent<HTMLElement>) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      mark(event, true);
    },
    onDragLeave: (event: DragEvent<HTMLElement>) => mark(event, false),
    onDrop: (event: DragEvent<HTMLElement>) => {
      mark(event, false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      take([...event.dataTransfer.files]);
    },
    onPaste: (event: ClipboardEvent<HTMLElement>) => {
      const { clipboardData } = event;
      // A table that is copied comes as a picture too: its words are meant.
      if (clipboardData.files.length === 0 || clipboardData.types.includes('text/plain')) return;
      event.preventDefault();
      take([...clipboardData.files]);
    },
  };
}
