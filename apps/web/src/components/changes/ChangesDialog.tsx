'use client';

import { Dialog } from '@base-ui/react/dialog';
import type { ChangedFile, ThreadId } from '@plumbline/lifecycle';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { plural } from '../../state/format.ts';
import { useAction } from '../../state/useAction.ts';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { ChangeCount } from '../tools/ChangeCount.tsx';
import { FileChange } from './FileChange.tsx';
import { type DiffLayout, rememberLayout, storedLayout, useFittingLayout } from './layout.ts';
import { type Changes, loadChanges } from './turnChanges.ts';

interface Props {
  readonly threadId: ThreadId;
  readonly changes: Changes;
  readonly title: string;
  onClose(): void;
}

/** All that a turn changed in files, as one column or as two. */
export default function ChangesDialog({ threadId, changes, title, onClose }: Props) {
  const [files, setFiles] = useState<readonly ChangedFile[]>();
  const [chosen, setChosen] = useState<DiffLayout>(storedLayout);
  const layout = useFittingLayout(chosen);
  const loading = useAction(async () => setFiles(await loadChanges(threadId, changes)));
  const load = () => void loading.run();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(load, []);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim z-30" />
        <Dialog.Popup className="dialog z-30 flex !h-[calc(100dvh-28px)] !w-[min(1180px,calc(100vw-28px))] flex-col !overflow-hidden !p-0">
          <header className="flex flex-none flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2.5 pr-2.5 pl-5">
            <Dialog.Title className="text-[15px] font-semibold">{title}</Dialog.Title>
            <Dialog.Description className="figures text-[13px] text-ink-2">{plural(changes.files, 'file')} changed</Dialog.Description>
            <ChangeCount added={changes.added} removed={changes.removed} />
            <span className="flex-1" />
            <LayoutChoice
              layout={layout}
              onChoose={(next) => {
                rememberLayout(next);
                setChosen(next);
              }}
            />
            <Dialog.Close className="icon-btn" aria-label="Close">
              <X size={17} aria-hidden="true" />
            </Dialog.Close>
          </header>
          <section
            aria-label="Changed files"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
            tabIndex={0}
            className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-3 focus-visible:outline-offset-[-2px]"
          >
            {loading.problem && <ProblemNote problem={loading.problem} mending={{ 'try-again': load }} />}
            {!files && !loading.problem && <Skeleton rows={6} label="Loading the changes" />}
            {files?.map((file) => (
              <FileChange key={file.path} file={file} layout={layout} />
            ))}
            {files && files.length < changes.files && (
              <p className="px-2 py-3 text-[13px] text-ink-3">
                The first {files.length.toLocaleString('en')} of {changes.files.toLocaleString('en')} files are listed.
              </p>
            )}
          </section>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function LayoutChoice({ layout, onChoose }: { readonly layout: DiffLayout; onChoose(layout: DiffLayout): void }) {
  return (
    <fieldset className="segments max-wide:hidden" aria-label="Layout">
      {(['unified', 'split'] as const).map((each) => (
        <button key={each} type="button" aria-pressed={layout === each} onClick={() => onChoose(each)}>
          {each === 'unified' ? 'Unified' : 'Split'}
        </button>
      ))}
    </fieldset>
  );
}
