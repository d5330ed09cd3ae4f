'use client';

import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useOptions } from './options.ts';
import type { Trigger } from './trigger.ts';
import type { Completing, Source } from './useTrigger.ts';

interface Props {
  readonly trigger: Trigger;
  readonly source: Source;
  readonly completing: Completing;
  readonly side: 'above' | 'below';
  onPick(words: string): void;
}

/** The list at the field: the focus stays in the text, arrows move in the list, Enter or Tab takes, Escape closes. */
export default function Suggestions({ trigger, source, completing, side, onPick }: Props) {
  const { listId, keys, active, setActive, dismiss } = completing;
  const { options, state, cut } = useOptions(trigger, source);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const place = Math.min(at, options.length - 1);
  const idOf = (index: number) => `${listId}-${index}`;
  const chosen = options[place];
  // biome-ignore lint/correctness/useExhaustiveDependencies: other letters begin at the best again
  useEffect(() => setAt(0), [trigger.query, trigger.from]);
  useEffect(() => {
    setActive(chosen ? `${listId}-${place}` : undefined);
    list.current?.children[place]?.scrollIntoView({ block: 'nearest' });
  }, [chosen, place, listId, setActive]);
  useEffect(() => {
    keys.current = chosen
      ? (event: KeyboardEvent) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined && !event.altKey) setAt((place + step + options.length) % options.length);
          else if ((event.key === 'Enter' || event.key === 'Tab') && !hasModifier(event)) onPick(chosen.words);
          else if (event.key === 'Escape') dismiss();
          else return false;
          return true;
        }
      : null;
    return () => {
      keys.current = null;
    };
  });
  useEffect(() => () => setActive(undefined), [setActive]);
  const what = trigger.kind === 'file' ? 'Files' : 'Commands';
  if (options.length === 0 && (state === 'here' || trigger.query !== '')) return null;
  return (
    <div className={`suggestions ${side === 'above' ? 'bottom-full mb-1.5' : 'top-full mt-1.5'}`}>
      {options.length > 0 ? (
        <div
          ref={list}
          id={listId}
          role="listbox"
          aria-label={what}
          className="max-h-[min(268px,38dvh)] overflow-y-auto overscroll-contain p-1"
        >
          {options.map(({ key, name, about, words }, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            <div
              key={key}
              id={idOf(index)}
              role="option"
              aria-selected={idOf(index) === active}
              className="suggestion"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onPick(words)}
            >
              <span
                className={trigger.kind === 'file' ? 'max-w-[60%] flex-none truncate' : 'max-w-[60%] flex-none truncate font-mono text-xs'}
              >
                {name}
              </span>
              <span className="min-w-0 truncate text-xs text-ink-3">{about}</span>
            </div>
          ))}
        </div>
      ) : (
        <p className="px-3 py-2 text-[12.5px] text-ink-3">
          {state === 'failed' ? `${what} could not be listed.` : `Looking for ${what.toLowerCase()}…`}
        </p>
      )}
      <p role="status" className={cut ? 'border-t border-line px-3 py-1.5 text-xs text-ink-3' : 'sr-only'}>
        {options.length > 0 && `${options.length} ${what.toLowerCase()}, arrows and Enter choose. `}
        {cut && 'The project has more files than are looked at.'}
      </p>
    </div>
  );
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.shiftKey || event.ctrlKey || event.metaKey || event.altKey;
}
