'use client';

import type { ThreadSummary } from '@plumbline/lifecycle';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { remedyFor } from '../../state/problem.ts';
import { nameTab } from '../../state/tab.ts';
import { useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';

interface Props {
  readonly summary: ThreadSummary;
  readonly editing: boolean;
  onEditing(editing: boolean): void;
}

/** The title, editable in its place: Enter keeps it, Esc leaves it. */
export function Title({ summary, editing, onEditing }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const rename = useAction((title: string) => port().rename(summary.threadId, title));
  useEffect(() => {
    nameTab(summary.title);
  }, [summary.title]);
  useEffect(() => {
    if (editing) field.current?.select();
  }, [editing]);

  const keep = async () => {
    const title = field.current?.value.trim() ?? '';
    if (title === '' || title === summary.title || (await rename.run(title))) onEditing(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      rename.clear();
      onEditing(false);
    }
    if (event.key === 'Enter') void keep();
  };

  const face = 'h-[23px] w-full max-w-[560px] truncate rounded-md text-left text-[15px] leading-[23px] font-semibold tracking-[-0.01em]';
  if (!editing) {
    return (
      <h1 className="flex min-w-0">
        <button type="button" className={`${face} !w-auto`} title="Rename" onClick={() => onEditing(true)}>
          {summary.title}
        </button>
      </h1>
    );
  }
  return (
    <h1 className="relative">
      <input
        ref={field}
        aria-label="Title of the thread"
        defaultValue={summary.title}
        maxLength={200}
        onKeyDown={onKeyDown}
        onBlur={() => void keep()}
        aria-invalid={Boolean(rename.problem)}
        className={`${face} -ml-1.5 bg-card px-1.5 shadow-[inset_0_0_0_1px_var(--line-2)]`}
      />
      {rename.problem && (
        <span role="alert" className="popup absolute top-7 left-0 z-10 w-80 !px-3 !py-2 text-[13px] font-normal text-bad">
          {rename.problem.message} {remedyFor(rename.problem.code)}
        </span>
      )}
    </h1>
  );
}
