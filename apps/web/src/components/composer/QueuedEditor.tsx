'use client';

import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import type { QueuedEdit, QueuedEdits } from './useQueuedEdits.ts';

interface Props {
  readonly edit: QueuedEdit;
  readonly edits: QueuedEdits;
  /** False: it went while it was being changed. */
  readonly waits: boolean;
  toComposer(text: string): void;
}

/** Enter keeps the new text, Escape the old one. */
export default function QueuedEditor({ edit, edits, waits, toComposer }: Props) {
  const { messageId, text, problem } = edit;
  const possible = waits && text.trim() !== '';
  const close = () => {
    edits.drop(messageId);
    document.querySelector<HTMLTextAreaElement>('#composer')?.focus();
  };
  const save = () => {
    if (!possible) return;
    document.querySelector<HTMLTextAreaElement>('#composer')?.focus();
    void edits.save(edit);
  };
  return (
    <span data-queued-state={waits ? 'queued' : 'gone'} className="grid w-full gap-1.5 text-[12.5px] text-ink-2">
      {!waits && 'This message went before it was changed.'}
      <textarea
        aria-label="Edit what is queued"
        // biome-ignore lint/a11y/noAutofocus: opened by the user in order to write in it
        autoFocus
        rows={2}
        value={text}
        onChange={(event) => edits.write(edit, event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault();
            close();
          } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            save();
          }
        }}
        className="field-sizing-content max-h-[20dvh] w-full resize-none rounded-lg border border-line-2 bg-card px-2.5 py-1.5 text-[13px] text-ink max-wide:text-base"
      />
      <span className="flex gap-4">
        {waits ? (
          <Button kind="link" disabled={!possible} onClick={save}>
            Save
          </Button>
        ) : (
          <Button
            kind="link"
            onClick={() => {
              edits.drop(messageId);
              toComposer(text);
            }}
          >
            Take into the message field
          </Button>
        )}
        <Button kind="link" onClick={close}>
          {waits ? 'Cancel' : 'Dismiss'}
        </Button>
      </span>
      {problem && waits && <ProblemNote title="Not changed" problem={problem} />}
    </span>
  );
}
