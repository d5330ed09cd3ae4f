'use client';

import { SlidersHorizontal } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';

/** What is chosen, by its name; `usual`: it need not be said where there is little room. */
export interface Chosen {
  readonly name: string;
  readonly usual: boolean;
}

interface Props {
  readonly model: string;
  readonly manner: readonly Chosen[];
  /** The pickers, and what is to be known of the choice. */
  readonly children: ReactNode;
}

/** The pickers of a composer: words in its row where there is room; on a phone one button, and a sheet with each in a row. */
export function Choices({ model, manner, children }: Props) {
  const id = useId();
  const sheet = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !sheet.current?.matches(':popover-open')) return;
    // Not the turn's Stop.
    event.preventDefault();
    sheet.current.hidePopover();
  };
  const unusual = manner.filter(({ usual }) => !usual).map(({ name }) => name);
  return (
    <>
      <button
        type="button"
        className="choices-button"
        popoverTarget={id}
        aria-label={`Model, mode and access: ${[model, ...manner.map(({ name }) => name)].join(', ')}`}
        onKeyDown={onKeyDown}
      >
        <SlidersHorizontal size={15} aria-hidden="true" className="flex-none" />
        <span className="choices-words">{[model, ...unusual].join(' · ')}</span>
      </button>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset has a frame of its own, and this is none where there is room */}
      <div
        ref={sheet}
        id={id}
        popover="auto"
        role="group"
        aria-label="Model, mode and access"
        className="choices"
        onToggle={(event) => event.newState === 'open' && event.currentTarget.querySelector('select')?.focus()}
        onKeyDown={onKeyDown}
      >
        {children}
        <button type="button" className="btn choices-done" popoverTarget={id} popoverTargetAction="hide">
          Done
        </button>
      </div>
    </>
  );
}

/** One of them, with its name where there is room for it. */
export function Choice({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="choice">
      <span className="choice-name" aria-hidden="true">
        {name}
      </span>
      {children}
    </div>
  );
}

/** Puts the focus on a picker, wherever it stands. */
export function focusPicker(picker: HTMLElement | null): void {
  if (!picker?.checkVisibility()) picker?.closest<HTMLElement>('[popover]')?.showPopover();
  picker?.focus();
}
