import type { ReactNode } from 'react';
import { FoldMark } from './FoldMark.tsx';

interface Props {
  readonly open: boolean;
  onToggle(): void;
  readonly children: ReactNode;
}

/** A line of the timeline that unfolds what it stands for. */
export function FoldButton({ open, onToggle, children }: Props) {
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={onToggle}
      className="-ml-1 flex items-center gap-1.5 rounded-md px-1 py-0.5 text-[13px] text-ink-2 hover:text-ink"
    >
      <FoldMark open={open} />
      {children}
    </button>
  );
}
