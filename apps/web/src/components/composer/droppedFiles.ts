import { useEffect, useEffectEvent, useState } from 'react';

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;

/**
 * Files that are dropped anywhere on the page are taken: the browser would leave the page and open them. Returns whether some are
 * over it now. Text that is dropped goes its own way. `take` is absent where nothing can be attached.
 */
export function useDroppedFiles(take: ((files: readonly File[]) => void) | undefined): boolean {
  const [over, setOver] = useState(false);
  const taken = useEffectEvent((files: readonly File[]) => take?.(files));
  const takes = take !== undefined;
  useEffect(() => {
    if (!takes) return;
    const listening = new AbortController();
    const listen = (type: 'dragover' | 'dragleave' | 'drop', heard: (event: DragEvent) => void) =>
      document.addEventListener(type, heard, { signal: listening.signal });
    listen('dragover', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    });
    listen('dragleave', (event) => {
      // From one element of the page to the next is no leaving.
      if (event.relatedTarget === null) setOver(false);
    });
    listen('drop', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      taken([...(event.dataTransfer?.files ?? [])]);
    });
    return () => listening.abort();
  }, [takes]);
  return over;
}
