'use client';

import { Dialog } from '@base-ui/react/dialog';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { remedyFor } from '../../state/problem.ts';
import { useAction } from '../../state/useAction.ts';
import { Button } from '../parts/Button.tsx';

interface Props {
  readonly title: string;
  readonly description: ReactNode;
  readonly label: string;
  readonly initial: string;
  readonly placeholder?: string;
  /** Of paths: set in the face of code, and never corrected by a keyboard. */
  readonly code?: boolean;
  readonly hint?: string;
  readonly submit: string;
  readonly submitting: string;
  /** What is wrong with it before the server is asked. */
  check?(value: string): string | undefined;
  onSubmit(value: string): Promise<unknown>;
  onClose(): void;
}

/** Asks for one line of text. What the server says against it stands at the field, and what was typed is kept. */
export function FieldDialog(props: Props) {
  const { title, description, label, initial, placeholder, code = false, hint, submit, submitting, check, onSubmit, onClose } = props;
  const [value, setValue] = useState(initial);
  const help = useId();
  const action = useAction(onSubmit);
  const wanted = value.trim();
  const wrong = wanted === '' ? undefined : check?.(wanted);
  const ready = wanted !== '' && wrong === undefined && !action.busy;
  const run = async (event: FormEvent) => {
    event.preventDefault();
    if (ready && (wanted === initial || (await action.run(wanted)))) onClose();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim z-30" />
        <Dialog.Popup className="dialog z-30">
          <Dialog.Title className="text-[15px] font-semibold">{title}</Dialog.Title>
          <Dialog.Description className="mt-1 mb-4 text-[13px] text-ink-2">{description}</Dialog.Description>
          <form onSubmit={(event) => void run(event)}>
            <label className="grid gap-1.5 text-[13px] font-medium">
              {label}
              <input
                className={`field font-normal ${code ? 'font-mono !text-[13px]' : ''}`}
                value={value}
                onChange={(event) => {
                  setValue(event.target.value);
                  action.clear();
                }}
                onFocus={(event) => event.target.select()}
                placeholder={placeholder}
                spellCheck={!code}
                autoCapitalize="off"
                autoComplete="off"
                aria-invalid={Boolean(action.problem) || wrong !== undefined}
                aria-describedby={help}
              />
            </label>
            <div id={help} className="min-h-[42px] pt-1.5 text-[13px]">
              {action.problem ? (
                <div role="alert" data-code={action.problem.code}>
                  <span className="text-bad">{action.problem.message}</span>{' '}
                  <span className="text-ink-2">{remedyFor(action.problem.code)}</span>
                </div>
              ) : wrong !== undefined ? (
                <span className="text-bad">{wrong}</span>
              ) : (
                hint && <span className="text-ink-3">{hint}</span>
              )}
            </div>
            <div className="mt-3 flex justify-end gap-2">
              <Button onClick={onClose}>Cancel</Button>
              <Button kind="primary" type="submit" disabled={!ready}>
                {action.busy ? submitting : submit}
              </Button>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
