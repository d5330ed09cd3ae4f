'use client';

import { isPredicted } from '@plumbline/client';
import type { Attachment, HeldReason, MessageId, Queue, QueuedMessage, ThreadId } from '@plumbline/lifecycle';
import { ChevronUp, X } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { drafts, fileOf, joinTexts } from '../../state/drafts.ts';
import { useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { FileCount, wordsOf } from './FileCount.tsx';
import { useQueuedEdits } from './useQueuedEdits.ts';

const QueuedEditor = lazy(() => import('./QueuedEditor.tsx'));

type Queued = Extract<QueuedMessage, { state: 'queued' }>;

/** What waits behind the turn, in its order, each to be changed, moved or taken away. */
export function QueueChips({ threadId, queue }: { readonly threadId: ThreadId; readonly queue: Queue | undefined }) {
  const queued = (queue?.messages ?? []).filter((message): message is Queued => message.state === 'queued');
  const remove = useAction((messageId: MessageId) => port().removeQueued(threadId, messageId));
  const resume = useAction(() => port().resumeQueue(threadId));
  const move = useAction((messageId: MessageId, before: MessageId) => port().moveQueued(threadId, messageId, before));
  const edits = useQueuedEdits(threadId);
  const hold = queue?.hold;
  const failure = [remove, resume, move].find((action) => action.problem);
  const editor = (messageId: MessageId) => {
    const edit = edits.open.find((each) => each.messageId === messageId);
    const waits = queued.some((message) => message.messageId === messageId);
    return (
      edit && (
        <Suspense key={messageId} fallback={edit.text}>
          <QueuedEditor edit={edit} edits={edits} waits={waits} toComposer={(text) => intoComposer(threadId, text)} />
        </Suspense>
      )
    );
  };
  return (
    <>
      {queued.length > 0 && (
        <div className="flex flex-wrap gap-x-2 gap-y-1 text-[12.5px] text-ink-2">
          <span className={`flex gap-x-3 pt-[4px] ${hold ? 'basis-full' : ''}`}>
            {hold ? `Held: ${heldWords[hold.reason]}` : 'Queued'}
            {hold && (
              <Button kind="link" disabled={resume.busy} onClick={() => void resume.run()}>
                Resume
              </Button>
            )}
          </span>
          <ol className="grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)] gap-1">
            {queued.map((message, index) => (
              <li key={message.messageId} className="flex min-w-0">
                {editor(message.messageId) ?? (
                  <Chip
                    message={message}
                    onEdit={() => edits.begin(message)}
                    onRemove={() => void remove.run(message.messageId)}
                    onEarlier={move.busy ? undefined : earlierThan(queued, index, (before) => void move.run(message.messageId, before))}
                  />
                )}
              </li>
            ))}
          </ol>
        </div>
      )}
      {edits.open.map(({ messageId }) => (queued.some((message) => message.messageId === messageId) ? null : editor(messageId)))}
      {failure?.problem && <ProblemNote problem={failure.problem} onDismiss={failure.clear} />}
    </>
  );
}

const heldWords: Record<HeldReason, string> = {
  interrupted: 'the turn was stopped',
  failed: 'the last turn failed',
  refused: 'a message was refused',
  uncertain: 'a message may not have arrived',
  user: 'by you',
  archived: 'the thread was archived',
};

/** Puts a text, and what goes with it, before what is being written. */
export function intoComposer(threadId: ThreadId, text: string, attachments: readonly Attachment[] = []): void {
  drafts.addFiles(threadId, attachments.map(fileOf));
  drafts.setText(threadId, joinTexts(text, drafts.at(threadId).get().text));
  document.querySelector<HTMLTextAreaElement>('#composer')?.focus();
}

/** Absent for the one that goes first, and where the server does not know the other one yet. */
function earlierThan(queued: readonly Queued[], index: number, move: (before: MessageId) => void): (() => void) | undefined {
  const before = queued[index - 1];
  return before && !isPredicted(before.messageId) ? () => move(before.messageId) : undefined;
}

interface ChipProps {
  readonly message: Queued;
  onEdit(): void;
  onRemove(): void;
  readonly onEarlier: (() => void) | undefined;
}

function Chip({ message, onEdit, onRemove, onEarlier }: ChipProps) {
  const { messageId, next } = message;
  const words = wordsOf(message);
  const short = words.slice(0, 60);
  // The server does not know it yet: nothing can be asked of it.
  const sending = isPredicted(messageId);
  return (
    <span data-queued-state="queued" data-predicted={sending} className={`chip ${sending ? 'text-ink-2' : 'text-ink'}`}>
      {next && <span className="flex-none text-ink-2">Next:</span>}
      <button
        type="button"
        className="min-w-0 truncate py-0.5 text-left enabled:hover:underline"
        title={sending ? `Sending: ${words}` : words}
        aria-label={`Edit: ${short}`}
        disabled={sending}
        onClick={onEdit}
      >
        {words}
      </button>
      {words === message.text && <FileCount attachments={message.attachments} />}
      <span className="ml-auto flex flex-none">
        {onEarlier && <ChipButton label={`Send earlier: ${short}`} icon={ChevronUp} disabled={sending} onClick={onEarlier} />}
        <ChipButton label={`Remove from the queue: ${short}`} icon={X} disabled={sending} onClick={onRemove} />
      </span>
    </span>
  );
}

interface ChipButtonProps {
  readonly label: string;
  readonly icon: typeof X;
  readonly disabled: boolean;
  onClick(): void;
}

function ChipButton({ label, icon: Icon, disabled, onClick }: ChipButtonProps) {
  return (
    <button
      type="button"
      className="icon-btn !size-6 !rounded-md disabled:opacity-40 max-wide:!size-8"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={13} aria-hidden="true" />
    </button>
  );
}
