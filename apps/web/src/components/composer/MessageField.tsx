'use client';

import { type KeyboardEvent, lazy, type ReactNode, type Ref, Suspense, useEffect, useId, useImperativeHandle, useRef } from 'react';
import { useHydrated } from '../../state/useHydrated.ts';
import { AttachButton } from './AttachButton.tsx';
import { useDroppedFiles } from './droppedFiles.ts';
import { takePasted } from './pastedFiles.ts';
import { type Source, useTrigger } from './suggest/useTrigger.ts';
import type { useFiles } from './useFiles.ts';

const FileChips = lazy(() => import('./FileChips.tsx'));
const Suggestions = lazy(() => import('./suggest/Suggestions.tsx'));

interface Props {
  readonly ref?: Ref<HTMLTextAreaElement>;
  readonly value: string;
  onChange(value: string): void;
  /** `steer`: with Ctrl or Cmd; `interrupt`: with Alt. */
  onSubmit(key: 'plain' | 'steer' | 'interrupt'): void;
  readonly placeholder: string;
  readonly problem?: string | undefined;
  /** Whose files (`@`) and commands (`/`) complete what is written; absent: nothing is completed. */
  readonly source?: Source | undefined;
  /** Where there is room for the list. */
  readonly side?: 'above' | 'below';
  /** What goes with the text; absent: nothing can. */
  readonly attached?: ReturnType<typeof useFiles>;
  /** Stands below the text: pickers and buttons. */
  readonly children: ReactNode;
}

/** A text field that grows with its text. Enter sends, Shift+Enter breaks the line. */
export function MessageField({ ref, value, onChange, onSubmit, placeholder, problem, source, side = 'above', attached, children }: Props) {
  const help = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => field.current as HTMLTextAreaElement);
  const completing = useTrigger(value, source);
  const { trigger, active, keys, listId } = completing;
  const hydrated = useHydrated();
  const dropping = useDroppedFiles(attached?.add);
  // What is loaded after this moment does not hold the user up: e2e/weight and the bench count up to it.
  useEffect(() => {
    if (hydrated) performance.mark('plumbline:composer-usable');
  }, [hydrated]);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (keys.current?.(event)) return event.preventDefault();
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    onSubmit(event.altKey ? 'interrupt' : event.ctrlKey || event.metaKey ? 'steer' : 'plain');
  };
  const inTheWay = problem ?? (attached?.files.some((file) => file.problem) ? 'Remove what cannot go, then send.' : undefined);
  return (
    <div
      data-dropping={dropping}
      className="message-field relative rounded-[14px] border border-line-2 bg-card shadow-[0_1px_2px_var(--shadow-low),0_6px_20px_var(--shadow-low)] focus-within:border-ink-3"
    >
      {attached && attached.files.length > 0 && (
        <Suspense>
          <FileChips files={attached.files} onDrop={attached.drop} />
        </Suspense>
      )}
      <textarea
        ref={field}
        id="composer"
        aria-label="Message"
        aria-describedby={help}
        aria-invalid={problem !== undefined}
        aria-autocomplete={source && 'list'}
        aria-controls={active && listId}
        aria-activedescendant={active}
        rows={2}
        // What is typed before the page listens would be lost.
        readOnly={!hydrated}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
          completing.moved(event.target);
        }}
        onPaste={(event) => attached && takePasted(event, attached.add)}
        onSelect={(event) => completing.moved(event.currentTarget)}
        onBlur={completing.left}
        onKeyDown={onKeyDown}
        placeholder={placeholder}
        className="field-sizing-content block max-h-[38dvh] min-h-[66px] w-full resize-none overflow-y-auto bg-transparent px-3.5 pt-3 pb-1 outline-none placeholder:text-ink-3 max-wide:text-base"
      />
      {trigger && source && (
        <Suspense>
          <Suggestions
            trigger={trigger}
            source={source}
            completing={completing}
            side={side}
            onPick={(words) => field.current && completing.complete(field.current, words)}
          />
        </Suspense>
      )}
      <div className="composer-row flex flex-wrap items-center gap-x-2 gap-y-1.5 px-2.5 pt-1 pb-2.5">
        {attached && <AttachButton onFiles={attached.add} />}
        {children}
      </div>
      <span id={help} className={inTheWay ? 'block px-3.5 pb-2.5 text-[13px] text-bad' : 'sr-only'} role={inTheWay ? 'alert' : undefined}>
        {inTheWay ?? 'Enter sends, Shift and Enter break the line.'}
      </span>
    </div>
  );
}
