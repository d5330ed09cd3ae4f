'use client';

import { isPredicted } from '@plumbline/client';
import type { HeldReason, MessageId, Queue, QueuedMessage, ThreadId } from '@plumbline/lifecycle';
import { ChevronUp, X } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { drafts, joinTexts } from '../../state/drafts.ts';
import { useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
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
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5 text-[12.5px] text-ink-2">
          <span>{queue?.hold ? `Held: ${heldWords[queue.hold.reason]}` : 'Queued'}</span>
          {queued.map(
            (message, index) =>
              editor(message.messageId) ?? (
                <Chip
                  key={message.messageId}
                  message={message}
                  onEdit={() => edits.begin(message)}
                  onRemove={() => void remove.run(message.messageId)}
                  onEarlier={move.busy ? undefined : earlierThan(queued, index, (before) => void move.run(message.messageId, before))}
                />
              ),
          )}
          {queue?.hold && (
            <Button kind="link" disabled={resume.busy} onClick={() => void resume.run()}>
              Resume
            </Button>
          )}
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

/** Puts a text before what is being written. */
export function intoComposer(threadId: ThreadId, text: string): void {
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

function Chip({ message: { messageId, text, next }, onEdit, onRemove, onEarlier }: ChipProps) {
  const short = text.slice(0, 60);
  // The server does not know it yet: nothing can be asked of it.
  const sending = isPredicted(messageId);
  return (
    <span
      data-queued-state="queued"
      data-predicted={sending}
      className={`inline-flex max-w-full min-w-0 items-center gap-1 rounded-lg border border-dashed border-line-2 py-0.5 pr-0.5 pl-2.5 ${sending ? 'text-ink-2' : 'text-ink'}`}
    >
      {next && <span className="flex-none text-ink-2">Next:</span>}
      <button
        type="button"
        className="max-w-[340px] truncate text-left enabled:hover:underline"
        title={sending ? `Sending: ${text}` : text}
        aria-label={`Edit: ${short}`}
        disabled={sending}
        onClick={onEdit}
      >
        {text}
      </button>
      {onEarlier && <ChipButton label={`Send earlier: ${short}`} icon={ChevronUp} disabled={sending} onClick={onEarlier} />}
      <ChipButton label={`Remove from the queue: ${short}`} icon={X} disabled={sending} onClick={onRemove} />
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
      className="icon-btn !size-5 !rounded-md disabled:opacity-40"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={12} aria-hidden="true" />
    </button>
  );
}
