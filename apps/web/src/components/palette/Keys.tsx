'use client';

import { Dialog } from '@base-ui/react/dialog';
import { Button } from '../parts/Button.tsx';
import { KeyList } from './KeyList.tsx';

/** Which keys do what. */
export default function Keys({ onClose }: { onClose(): void }) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim z-30" />
        <Dialog.Popup className="dialog z-30">
          <Dialog.Title className="text-[15px] font-semibold">Keyboard shortcuts</Dialog.Title>
          <KeyList />
          <div className="mt-5 flex justify-end">
            <Button onClick={onClose}>Close</Button>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
