import { type ReactNode, useState } from 'react';
import { formatSpan, plural } from '../../state/format.ts';
import type { ItemEntry } from '../../state/turns.ts';
import { FoldButton } from '../parts/FoldButton.tsx';

/** The older steps of a long stretch of work, in one line; a click shows them. */
export function WorkFold({ steps, children }: { readonly steps: readonly ItemEntry[]; readonly children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const failed = steps.filter(({ item }) => item.kind === 'tool' && item.result === 'failed').length;
  const first = steps[0]?.item;
  const last = steps.at(-1)?.item;
  const took = first && last ? (last.completedAt ?? last.createdAt) - first.createdAt : 0;
  return (
    <div>
      <FoldButton open={open} onToggle={() => setOpen(!open)}>
        Worked{took >= 1_000 ? ` for ${formatSpan(took)}` : ''}
        <span className="figures text-ink-3">
          {plural(steps.length, 'step')}
          {failed > 0 && <span className="text-bad"> · {failed} failed</span>}
        </span>
      </FoldButton>
      {open && <div className="mt-1 mb-1 ml-[5px] border-l border-line-2 pl-4">{children}</div>}
    </div>
  );
}
