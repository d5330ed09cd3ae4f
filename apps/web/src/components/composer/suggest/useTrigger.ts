import type { ProjectId } from '@plumbline/lifecycle';
import { type KeyboardEvent, type RefObject, useId, useRef, useState } from 'react';
import { type Trigger, triggerAt } from './trigger.ts';

/** Whose files and commands are offered while one writes. */
export interface Source {
  readonly projectId: ProjectId;
  readonly provider: string;
}

/** A field in which a list completes what is written. */
export interface Completing {
  readonly listId: string;
  /** Null: nothing is offered. */
  readonly trigger: Trigger | null;
  /** The option that the keys are on; absent: no list stands there. */
  readonly active: string | undefined;
  setActive(id: string | undefined): void;
  /** The list's keys, while it stands there. True: it took the key. */
  readonly keys: RefObject<((event: KeyboardEvent) => boolean) | null>;
  /** Where one writes. */
  moved(field: HTMLTextAreaElement): void;
  left(): void;
  /** Writes in the place of what was being completed, so that an undo takes it back. */
  complete(field: HTMLTextAreaElement, words: string): void;
  dismiss(): void;
}

export function useTrigger(text: string, source: Source | undefined): Completing {
  const listId = useId();
  const keys = useRef<((event: KeyboardEvent) => boolean) | null>(null);
  const [caret, setCaret] = useState(-1);
  const [active, setActive] = useState<string>();
  const [dismissed, setDismissed] = useState<number>();
  const found = source ? triggerAt(text, caret) : null;
  return {
    listId,
    keys,
    active,
    setActive,
    trigger: found && found.from !== dismissed ? found : null,
    moved: (field) => {
      const at = field.selectionStart === field.selectionEnd ? field.selectionStart : -1;
      setCaret(at);
      if (dismissed !== undefined && triggerAt(field.value, at)?.from !== dismissed) setDismissed(undefined);
    },
    left: () => setCaret(-1),
    complete: (field, words) => {
      if (!found) return;
      field.focus();
      field.setSelectionRange(found.from, caret);
      document.execCommand('insertText', false, words);
    },
    dismiss: () => setDismissed(found?.from),
  };
}
