import { useMemo, useState } from 'react';
import { DiffText, useColouredDiff } from './DiffText.tsx';
import type { DiffLine } from './diff.ts';

const shownLines = 24;

/** The lines of a change; of a long one the first, and the others on demand. */
export function DiffView({ lines, language }: { readonly lines: readonly DiffLine[]; readonly language: string }) {
  const [open, setOpen] = useState(false);
  const shown = useMemo(() => (open ? lines : lines.slice(0, shownLines)), [lines, open]);
  const coloured = useColouredDiff(shown, language);
  const hidden = lines.length - shown.length;
  return (
    <div className="border-t border-line bg-code">
      <pre className="output diff max-h-[520px]" data-scroll="both">
        {shown.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
          <div key={at} data-sign={line.sign}>
            <span className="sign">{line.sign}</span>
            <DiffText line={line} coloured={coloured?.[at]} />
          </div>
        ))}
      </pre>
      {hidden > 0 && (
        <button type="button" className="block w-full px-3 pb-2 text-left text-xs text-ink-3 hover:text-ink" onClick={() => setOpen(true)}>
          Show {hidden} more lines
        </button>
      )}
    </div>
  );
}
