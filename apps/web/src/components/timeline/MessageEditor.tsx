'use client';

import { textLimit } from '@plumbline/lifecycle';
import { useState } from 'react';
import { Button } from '../parts/Button.tsx';

interface Props {
  readonly text: string;
  /** Resolves to whether it could be sent. */
  onSend(text: string): Promise<boolean>;
  onClose(): void;
}

/** In the place of an older message. Enter sends the new text in a fork, Escape leaves all as it is. */
export default function MessageEditor({ text: given, onSend, onClose }: Props) {
  const [text, setText] = useState(given);
  const [busy, setBusy] = useState(false);
  const possible = text.trim() !== '' && text.length <= textLimit && !busy;
  const send = async () => {
    if (!possible) return;
    setBusy(true);
    if (!(await onSend(text))) setBusy(false);
  };
  return (
    <div className="mb-1.5 grid gap-2 rounded-xl border border-line-2 bg-card px-3.5 py-2.5" data-editing>
      <textarea
        aria-label="Edit the message"
        // biome-ignore lint/a11y/noAutofocus: opened by the user in order to write in it
        autoFocus
        rows={2}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault();
            onClose();
          } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            void send();
          }
        }}
        className="field-sizing-content max-h-[40dvh] w-full resize-none bg-transparent outline-none max-wide:text-base"
      />
      <div className="flex flex-wrap items-center justify-end gap-2 text-[12.5px] text-ink-2">
        <span className="min-w-0 flex-1 basis-full wide:basis-[220px]">
          Goes on in a new thread, from before this message. This one stays as it is.
        </span>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" disabled={!possible} onClick={() => void send()}>
          {busy ? 'Forking…' : 'Send in a fork'}
        </Button>
      </div>
    </div>
  );
}
