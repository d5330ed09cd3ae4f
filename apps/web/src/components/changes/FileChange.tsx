import type { ChangedFile } from '@plumbline/lifecycle';
import { FileMinus, FilePen, FilePlus, type LucideIcon } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { CopyButton } from '../parts/CopyButton.tsx';
import { FoldMark } from '../parts/FoldMark.tsx';
import { ChangeCount } from '../tools/ChangeCount.tsx';
import { numberedLines } from '../tools/hunks.ts';
import type { DiffLayout } from './layout.ts';
import { Patch } from './Patch.tsx';

const icons: Record<ChangedFile['status'], LucideIcon> = { added: FilePlus, deleted: FileMinus, modified: FilePen };
const words: Record<ChangedFile['status'], string> = { added: 'New', deleted: 'Deleted', modified: '' };

/** So many lines of a file are shown at once. */
const shownLines = 400;

/** One file that was changed; it folds. */
export const FileChange = memo(function FileChange({ file, layout }: { readonly file: ChangedFile; readonly layout: DiffLayout }) {
  const [open, setOpen] = useState(true);
  const [all, setAll] = useState(false);
  const lines = useMemo(() => numberedLines(file.patch ?? ''), [file.patch]);
  const shown = useMemo(() => (all ? lines : lines.slice(0, shownLines)), [lines, all]);
  const Icon = icons[file.status];
  return (
    <section aria-label={file.path} className="file-change">
      <header className="flex h-[36px] items-center gap-2.5 pr-1.5 pl-2">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-w-0 flex-1 items-center gap-2 rounded-md px-1 py-1 text-left text-[13px]"
        >
          <FoldMark open={open} />
          <Icon size={14} aria-hidden="true" className="flex-none text-ink-3" />
          <code className="min-w-0 truncate text-[12.5px]" title={file.path}>
            {file.path}
          </code>
          <span className="flex-none text-xs text-ink-3">{words[file.status]}</span>
        </button>
        <ChangeCount added={file.added} removed={file.removed} />
        <CopyButton text={file.path} label="Copy path" />
      </header>
      {open && file.patch === undefined && (
        <p className="border-t border-line px-3 py-2.5 text-[13px] text-ink-3">No lines are kept of it: it is no text, or too large.</p>
      )}
      {open && file.patch !== undefined && <Patch lines={shown} path={file.path} layout={layout} />}
      {open && shown.length < lines.length && (
        <button
          type="button"
          className="block w-full border-t border-line px-3 py-1.5 text-left text-xs text-ink-3 hover:text-ink"
          onClick={() => setAll(true)}
        >
          Show {(lines.length - shown.length).toLocaleString('en')} more lines
        </button>
      )}
    </section>
  );
});
