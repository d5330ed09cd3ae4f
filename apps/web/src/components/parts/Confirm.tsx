'use client';

import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { ReactNode } from 'react';
import type { Problem } from '../../state/problem.ts';
import { useAction } from '../../state/useAction.ts';
import { Button } from './Button.tsx';
import { ProblemNote } from './ProblemNote.tsx';

interface Props {
  readonly title: string;
  /** The word on the button; absent: there is nothing to confirm. */
  readonly confirm?: string;
  readonly problem?: Problem;
  onConfirm?(): Promise<void>;
  onClose(): void;
  readonly children?: ReactNode;
}

/** Asks before something that cannot be taken back. It stays open, with the reason, when it fails. */
export default function Confirm({ title, confirm, problem, onConfirm, onClose, children }: Props) {
  const action = useAction(async () => onConfirm?.());
  const run = async () => {
    if (await action.run()) onClose();
  };
  const shown = action.problem ?? problem;
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="scrim z-30" />
        <AlertDialog.Popup className="dialog z-30">
          <AlertDialog.Title className="text-[15px] font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="mt-1.5 text-[13px] text-ink-2">
            {children}
          </AlertDialog.Description>
          {shown && (
            <div className="mt-3">
              <ProblemNote problem={shown} />
            </div>
          )}
          <div className="mt-5 flex justify-end gap-2">
            <Button onClick={onClose}>{confirm ? 'Cancel' : 'Close'}</Button>
            {confirm && (
              <Button kind="danger-solid" disabled={action.busy} onClick={() => void run()}>
                {confirm}
              </Button>
            )}
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
