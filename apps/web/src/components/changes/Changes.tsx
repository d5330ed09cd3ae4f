import type { ThreadId } from '@plumbline/lifecycle';
import { lazy, Suspense, useState } from 'react';
import { plural } from '../../state/format.ts';
import { Button } from '../parts/Button.tsx';
import { ChangeCount } from '../tools/ChangeCount.tsx';
import type { Changes as TurnChanges } from './turnChanges.ts';

const ChangesDialog = lazy(() => import('./ChangesDialog.tsx'));

interface Props {
  readonly threadId: ThreadId;
  readonly changes: TurnChanges;
  /** Whose changes they are. */
  readonly title: string;
}

/** How many files were changed; a click shows how. */
export function Changes({ threadId, changes, title }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="link" className="!text-[12.5px] !font-normal" onClick={() => setOpen(true)}>
        {plural(changes.files, 'file')} changed
      </Button>
      <ChangeCount added={changes.added} removed={changes.removed} />
      <Suspense>{open && <ChangesDialog threadId={threadId} changes={changes} title={title} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
