import { Bot } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { plural } from '../../state/format.ts';
import { FoldMark } from '../parts/FoldMark.tsx';
import { Result, type ToolItem } from './frame.tsx';
import { textOf } from './input.ts';

interface Props {
  readonly item: ToolItem;
  /** How many things it has done. */
  readonly steps: number;
  /** What it does, while it works. */
  readonly now: string | undefined;
  /** All that it did. */
  readonly children: ReactNode;
}

/** A call of a sub-agent: what it was given, how far it is, and its own work on demand. */
export function AgentCard({ item, steps, now, children }: Props) {
  const [open, setOpen] = useState(false);
  const works = item.result === 'pending' || item.result === 'running';
  const kind = textOf(item.input, 'subagent_type');
  return (
    <section aria-label="Sub-agent" className="my-1 overflow-hidden rounded-[10px] border border-line bg-card">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-[34px] w-full items-center gap-2.5 px-3 text-left text-[13px] text-ink-2 hover:bg-hover"
      >
        <Bot size={14} aria-hidden="true" className="flex-none text-ink-3" />
        <span className="min-w-0 truncate text-ink">{textOf(item.input, 'description') ?? item.title}</span>
        {kind && <span className="flex-none text-xs text-ink-3 max-wide:hidden">{kind}</span>}
        <span className="min-w-0 flex-1" />
        <span className="figures flex-none text-xs text-ink-3">{steps > 0 && plural(steps, 'step')}</span>
        <Result item={item} />
        <FoldMark open={open} />
      </button>
      {works && !open && now !== undefined && (
        <p className="truncate border-t border-line px-3 py-1.5 pl-[36px] text-[12.5px] text-ink-3">{now}</p>
      )}
      {open && (
        <div className="border-t border-line px-3.5 py-2">
          {steps === 0 ? <p className="text-xs text-ink-3">It has done nothing yet.</p> : children}
        </div>
      )}
    </section>
  );
}
