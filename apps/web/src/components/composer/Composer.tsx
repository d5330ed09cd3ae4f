'use client';

import { type Description, type Queue, type ThreadId, type ThreadSettings, textLimit } from '@plumbline/lifecycle';
import { ArrowUp, CornerDownLeft } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useDirectory } from '../../state/directory.ts';
import { drafts, useDraft } from '../../state/drafts.ts';
import { listed } from '../../state/modelChoice.ts';
import { send } from '../../state/sending.ts';
import { Button } from '../parts/Button.tsx';
import { MessageField } from './MessageField.tsx';
import { Waiting } from './Waiting.tsx';

interface Props {
  readonly threadId: ThreadId;
  readonly queue: Queue | undefined;
  readonly description: Description | undefined;
  /** A request waits: its keys work, so the field does not take the focus. */
  readonly asking: boolean;
  readonly settings: ThreadSettings | undefined;
}

const busyWords: readonly string[] = ['stopping', 'needs-you', 'retrying', 'unverified', 'quiet', 'working', 'starting'];

/** Where messages are written. While a turn runs, Enter queues, and the button says so. */
export function Composer({ threadId, queue, description, asking, settings }: Props) {
  const { text } = useDraft(threadId);
  const field = useRef<HTMLTextAreaElement>(null);
  const busy = description !== undefined && busyWords.includes(description.word);
  const tooLong = text.length > textLimit;
  const canSend = text.trim() !== '' && !tooLong;
  const submit = () => {
    if (canSend) void send(threadId, text);
  };
  const loaded = queue !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for a thread, not when a request comes or goes
  useEffect(() => {
    const free = document.activeElement === document.body;
    if (loaded && free && !asking && matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, [threadId, loaded]);
  return (
    <>
      <Waiting threadId={threadId} queue={queue} />
      <MessageField
        ref={field}
        value={text}
        onChange={(next) => drafts.setText(threadId, next)}
        onSubmit={submit}
        placeholder={placeholderOf(busy, asking)}
        problem={tooLong ? `Too long: ${text.length.toLocaleString('en')} of ${textLimit.toLocaleString('en')} characters.` : undefined}
      >
        <ModelName settings={settings} />
        <span className="flex-1" />
        <Button kind="primary" onClick={submit} disabled={!canSend} aria-keyshortcuts="Enter">
          {busy ? (
            <>
              Queue <CornerDownLeft size={14} aria-hidden="true" />
            </>
          ) : (
            <>
              Send <ArrowUp size={14} aria-hidden="true" />
            </>
          )}
        </Button>
      </MessageField>
    </>
  );
}

/** Letters typed here are never taken for an answer, so it says how one gets to the keys. */
function placeholderOf(busy: boolean, asking: boolean): string {
  if (asking && matchMedia('(pointer: fine)').matches) return 'Write the next message. To answer by key, leave this field: Shift Tab';
  return busy ? 'Write the next message' : 'Message';
}

/** The model of the thread, and where its prompts go. */
function ModelName({ settings }: { readonly settings: ThreadSettings | undefined }) {
  const providers = useDirectory((directory) => directory.providers);
  const found = settings && providers && listed(providers).find(({ model }) => model.id === settings.model)?.model;
  if (!settings) return null;
  return (
    <span className="min-w-0 truncate px-1 text-[12.5px] text-ink-3" title={settings.model}>
      {found?.name ?? settings.model}
      {found?.hosted && ` · prompts go to ${found.host}`}
    </span>
  );
}
