import type { BlobId, ThreadId, ToolOutput } from '@plumbline/lifecycle';
import { useState } from 'react';
import { formatBytes } from '../../state/format.ts';
import type { BlobPage } from '../../state/port.ts';
import { useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Button } from '../parts/Button.tsx';
import { CopyButton } from '../parts/CopyButton.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';

/** Lines of a preview that are shown before `Show all`. */
const tailLines = 12;

/** The output of a tool: its last lines, the whole preview on demand, and the whole from the server, page by page. */
export function Output({ threadId, output }: { readonly threadId: ThreadId; readonly output: ToolOutput }) {
  const [open, setOpen] = useState(false);
  const [whole, setWhole] = useState<BlobPage>();
  const { blobId } = output;
  const more = useAction(async (id: BlobId) => {
    const held = whole?.text ?? '';
    const page = await port().blob(threadId, id, held.length);
    setWhole({ text: held + page.text, length: page.length });
  });
  const text = (whole?.text ?? output.preview).replace(/\n+$/, '');
  if (text === '') return null;
  const lines = text.split('\n');
  const hidden = open || whole ? 0 : Math.max(0, lines.length - tailLines);
  const rest = whole ? whole.length - whole.text.length : 0;
  const canFetch = blobId !== undefined && (whole === undefined || rest > 0);
  return (
    <div className="relative border-t border-line bg-code">
      {hidden > 0 && (
        <button
          type="button"
          className="block w-full px-3 pt-1.5 text-left text-xs text-ink-3 hover:text-ink"
          onClick={() => setOpen(true)}
        >
          Show {hidden} earlier lines
        </button>
      )}
      <pre className="output max-h-[420px]" data-scroll="both">
        {hidden > 0 ? lines.slice(hidden).join('\n') : text}
      </pre>
      <CopyButton text={whole?.text ?? output.preview} label="Copy output" className="!absolute top-1.5 right-1.5 bg-code" />
      {canFetch && (
        <div className="flex items-center gap-3 px-3 pb-2 text-xs text-ink-3">
          <Button kind="link" disabled={more.busy} onClick={() => void more.run(blobId)}>
            {more.busy ? 'Loading…' : whole ? 'Load more' : 'Load the full output'}
          </Button>
          <span className="figures">
            {whole
              ? `${Math.round((100 * whole.text.length) / Math.max(1, whole.length))} % of ${formatBytes(output.bytes)}`
              : formatBytes(output.bytes)}
          </span>
        </div>
      )}
      {more.problem && blobId && (
        <div className="p-2">
          <ProblemNote problem={more.problem} mending={{ 'try-again': () => void more.run(blobId) }} />
        </div>
      )}
    </div>
  );
}
