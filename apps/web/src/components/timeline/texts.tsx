import type { Item } from '@plumbline/lifecycle';
import { memo, useState } from 'react';
import { formatSpan } from '../../state/format.ts';
import { MarkdownText } from '../markdown/LazyMarkdown.tsx';
import { Age } from '../parts/Age.tsx';
import { CopyButton } from '../parts/CopyButton.tsx';
import { FoldButton } from '../parts/FoldButton.tsx';

export const AssistantText = memo(function AssistantText({ text, streaming }: { readonly text: string; readonly streaming: boolean }) {
  return (
    <div className="group relative py-1">
      <MarkdownText text={text} />
      {streaming && text === '' && <span className="caret" aria-hidden="true" />}
      {!streaming && text !== '' && (
        <CopyButton
          text={text}
          label="Copy text"
          className="!absolute top-0 -right-7 opacity-0 transition-opacity group-hover:opacity-100 focus-visible:opacity-100 max-wide:!hidden"
        />
      )}
    </div>
  );
});

/** Folded: that it thought, and for how long; the words on demand. */
export const Reasoning = memo(function Reasoning({ item, text }: { readonly item: Item; readonly text: string }) {
  const [open, setOpen] = useState(false);
  const streaming = item.status === 'streaming';
  const took = item.completedAt === undefined ? undefined : item.completedAt - item.createdAt;
  return (
    <div>
      <FoldButton open={open} onToggle={() => setOpen(!open)}>
        {streaming ? 'Thinking' : 'Thought'}
        <span className="figures text-ink-3">
          {streaming ? <Age since={item.createdAt} /> : took !== undefined && took >= 1_000 ? `for ${formatSpan(took)}` : ''}
        </span>
      </FoldButton>
      {open && (
        <div className="mt-1 mb-2 ml-[5px] border-l border-line-2 pl-4 text-[13px] text-ink-2">
          <MarkdownText text={text} />
        </div>
      )}
    </div>
  );
});

export function Plan({ text }: { readonly text: string }) {
  return (
    <div className="my-1 rounded-[10px] border border-line bg-card px-3 py-2 text-[13px]">
      <div className="mb-1 text-xs text-ink-3">Plan</div>
      <MarkdownText text={text} />
    </div>
  );
}

export function Notice({ text }: { readonly text: string }) {
  return (
    <p className="flex items-start gap-2.5 py-0.5 text-[13px] text-ink-2">
      <span aria-hidden="true" className="mt-[7px] h-[7px] w-[7px] flex-none rotate-45 border border-ink-3" />
      <span className="min-w-0 whitespace-pre-wrap">{text}</span>
    </p>
  );
}
