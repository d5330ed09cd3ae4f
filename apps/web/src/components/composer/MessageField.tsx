'use client';

import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId } from 'react';
import { useHydrated } from '../../state/useHydrated.ts';

interface Props {
  readonly ref?: Ref<HTMLTextAreaElement>;
  readonly value: string;
  onChange(value: string): void;
  /** `steer`: with Ctrl or Cmd; `interrupt`: with Alt. */
  onSubmit(key: 'plain' | 'steer' | 'interrupt'): void;
  readonly placeholder: string;
  readonly problem?: string | undefined;
  /** Stands below the text: pickers and buttons. */
  readonly children: ReactNode;
}

/** A text field that grows with its text. Enter sends, Shift+Enter breaks the line. */
export function MessageField({ ref, value, onChange, onSubmit, placeholder, problem, children }: Props) {
  const help = useId();
  const hydrated = useHydrated();
  // What is loaded after this moment does not hold the user up: e2e/weight and the bench count up to it.
  useEffect(() => {
    if (hydrated) performance.mark('plumbline:composer-usable');
  }, [hydrated]);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onSubmit(event.altKey ? 'interrupt' : event.ctrlKey || event.metaKey ? 'steer' : 'plain');
  };
  return (
    <div className="rounded-[14px] border border-line-2 bg-card shadow-[0_1px_2px_var(--shadow-low),0_6px_20px_var(--shadow-low)] focus-within:border-ink-3">
      <textarea
        ref={ref}
        id="composer"
        aria-label="Message"
        aria-describedby={help}
        aria-invalid={problem !== undefined}
        rows={2}
        // What is typed before the page listens would be lost.
        readOnly={!hydrated}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder={placeholder}
        className="field-sizing-content block max-h-[38dvh] min-h-[66px] w-full resize-none overflow-y-auto bg-transparent px-3.5 pt-3 pb-1 outline-none placeholder:text-ink-3 max-wide:text-base"
      />
      <div className="flex items-center gap-x-2 gap-y-1.5 px-2.5 pt-1 pb-2.5 max-wide:flex-wrap">{children}</div>
      <span id={help} className={problem ? 'block px-3.5 pb-2.5 text-[13px] text-bad' : 'sr-only'} role={problem ? 'alert' : undefined}>
        {problem ?? 'Enter sends, Shift and Enter break the line.'}
      </span>
    </div>
  );
}
