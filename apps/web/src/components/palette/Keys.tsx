'use client';

import { Dialog } from '@base-ui/react/dialog';
import { Button } from '../parts/Button.tsx';

const keys: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'Everywhere',
    [
      ['Ctrl K, ⌘ K', 'Go to a thread, find a message, do something'],
      ['N', 'New thread'],
      ['O', 'Overview of all threads'],
      ['?', 'This list'],
    ],
  ],
  [
    'In a thread',
    [
      ['Enter', 'Send; queue while a turn runs'],
      ['Shift Enter', 'A new line'],
      ['Ctrl Enter, ⌘ Enter', 'Steer: into the turn that runs'],
      ['Esc', 'Stop the turn'],
      ['I', 'The inspector: what is known, and how'],
    ],
  ],
  [
    'When the agent asks',
    [
      ['A', 'Allow'],
      ['S', 'Allow always'],
      ['D', 'Deny'],
      ['Esc', 'Cancel the turn'],
    ],
  ],
];

/** Which keys do what. */
export default function Keys({ onClose }: { onClose(): void }) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim z-30" />
        <Dialog.Popup className="dialog z-30">
          <Dialog.Title className="text-[15px] font-semibold">Keyboard shortcuts</Dialog.Title>
          {keys.map(([title, rows]) => (
            <section key={title} aria-label={title} className="mt-4">
              <h3 className="mb-1.5 text-xs font-semibold text-ink-3">{title}</h3>
              <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-[13px]">
                {rows.map(([key, what]) => (
                  <div key={what} className="contents">
                    <dt className="min-w-[132px] font-mono text-xs leading-5 text-ink-2">{key}</dt>
                    <dd>{what}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
          <div className="mt-5 flex justify-end">
            <Button onClick={onClose}>Close</Button>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
