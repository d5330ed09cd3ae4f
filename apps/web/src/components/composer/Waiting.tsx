'use client';

import type { HeldReason, Queue, QueuedMessage, ReturnReason, ThreadId } from '@plumbline/lifecycle';
import { ChevronUp, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { drafts, joinTexts, type Outgoing, useDraft } from '../../state/drafts.ts';
import { send, sendAgain } from '../../state/sending.ts';
import { type Action, useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';

type Returned = Extract<QueuedMessage, { state: 'returned' }>;
type Queued = Extract<QueuedMessage, { state: 'queued' }>;

/** Messages that are not in the timeline: failed to arrive, returned, queued, on their way. */
export function Waiting({ threadId, queue }: { readonly threadId: ThreadId; readonly queue: Queue | undefined }) {
  const { outgoing } = useDraft(threadId);
  const messages = queue?.messages ?? [];
  const queued = messages.filter((message): message is Queued => message.state === 'queued');
  const steering = messages.filter((message) => message.state === 'steering');
  const returned = messages.filter((message): message is Returned => message.state === 'returned');
  const remove = useAction((messageId: QueuedMessage['messageId']) => port().removeQueued(threadId, messageId));
  const resume = useAction(() => port().resumeQueue(threadId));
  const move = useAction((messageId: Queued['messageId'], before: Queued['messageId']) => port().moveQueued(threadId, messageId, before));
  const problem = remove.problem ?? resume.problem ?? move.problem;
  if (queued.length + steering.length + returned.length + outgoing.length === 0 && !problem) return null;
  return (
    <section aria-label="Messages that wait" className="mb-2.5 grid max-h-[34dvh] gap-2 overflow-y-auto">
      {returned.map((message) => (
        <ReturnedMessage key={message.messageId} threadId={threadId} message={message} remove={remove} />
      ))}
      {queued.length > 0 && (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5 text-[12.5px] text-ink-2">
          <span>{queue?.hold ? `Held: ${heldWords[queue.hold.reason]}` : 'Queued'}</span>
          {queued.map((message, index) => (
            <Chip
              key={message.messageId}
              threadId={threadId}
              message={message}
              busy={remove.busy || move.busy}
              onRemove={() => void remove.run(message.messageId)}
              onEarlier={earlierThan(queued, index, (before) => void move.run(message.messageId, before))}
            />
          ))}
          {queue?.hold && (
            <Button kind="link" disabled={resume.busy} onClick={() => void resume.run()}>
              Resume
            </Button>
          )}
        </div>
      )}
      {steering.map((message) => (
        <div key={message.messageId} data-queued-state="steering" className="flex min-w-0 items-center gap-2 text-[12.5px] text-ink-2">
          Steering… <span className="truncate text-ink">{message.text}</span>
        </div>
      ))}
      {outgoing.map((message) =>
        message.problem ? (
          <FailedMessage key={message.commandId} threadId={threadId} message={message} />
        ) : (
          <Sending key={message.commandId} text={message.text} />
        ),
      )}
      {problem && (
        <ProblemNote
          problem={problem}
          onDismiss={() => {
            remove.clear();
            resume.clear();
            move.clear();
          }}
        />
      )}
    </section>
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

const returnedWords: Record<ReturnReason, string> = {
  interrupted: 'Not sent: you stopped first',
  refused: 'The agent refused it',
  'bind-failed': 'Not sent: the agent could not be started',
  deadline: 'The agent did not take it in time',
  exit: 'The agent ended before it had it',
  restart: 'Plumbline was restarted while it was on its way',
  archived: 'Not sent: the thread was archived',
};

function ReturnedMessage({
  threadId,
  message,
  remove,
}: {
  readonly threadId: ThreadId;
  readonly message: Returned;
  readonly remove: Action<[QueuedMessage['messageId']]>;
}) {
  const edit = () => {
    drafts.setText(threadId, joinTexts(message.text, drafts.at(threadId).get().text));
    document.querySelector<HTMLTextAreaElement>('#composer')?.focus();
    void remove.run(message.messageId);
  };
  const again = async () => {
    if (await remove.run(message.messageId)) await send(threadId, message.text, { keepDraft: true });
  };
  return (
    <div data-queued-state="returned" className="rounded-[10px] border border-dashed border-line-2 px-3 py-2 text-[13px]">
      <div className="text-xs text-ink-2">
        {returnedWords[message.reason]}
        {message.seen === 'perhaps' && '. The agent may have seen it: look at the project before you send it again'}.
      </div>
      <div className="line-clamp-3 whitespace-pre-wrap">{message.text}</div>
      <div className="mt-1 flex gap-4 text-ink-2">
        <Button kind="link" disabled={remove.busy} onClick={() => void again()}>
          Send again
        </Button>
        <Button kind="link" disabled={remove.busy} onClick={edit}>
          Edit
        </Button>
        <Button kind="link" disabled={remove.busy} onClick={() => void remove.run(message.messageId)}>
          Dismiss
        </Button>
      </div>
    </div>
  );
}

function FailedMessage({ threadId, message }: { readonly threadId: ThreadId; readonly message: Outgoing }) {
  const { commandId, text, problem } = message;
  if (!problem) return null;
  const lost = problem.code === 'NETWORK';
  const again = () => void sendAgain(threadId, { ...message, lost });
  const edit = () => {
    drafts.takeBack(threadId, commandId);
    document.querySelector<HTMLTextAreaElement>('#composer')?.focus();
  };
  return (
    <div data-queued-state="failed" className="grid gap-1.5">
      <div className="line-clamp-3 rounded-[10px] border border-dashed border-bad-line px-3 py-2 text-[13px] whitespace-pre-wrap">
        {text}
      </div>
      <ProblemNote
        title="Not sent"
        problem={problem}
        mending={{ 'send-again': again, edit }}
        onDismiss={() => drafts.done(threadId, commandId)}
      />
    </div>
  );
}

/** Shown only when the server takes its time. */
function Sending({ text }: { readonly text: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 400);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div className="flex min-w-0 items-center gap-2 text-[12.5px] text-ink-2">
      Sending… <span className="truncate text-ink">{text}</span>
    </div>
  );
}

/** Absent for the one that goes first. */
function earlierThan(queued: readonly Queued[], index: number, move: (before: Queued['messageId']) => void): (() => void) | undefined {
  const before = queued[index - 1];
  return before && (() => move(before.messageId));
}

function Chip({
  threadId,
  message,
  busy,
  onRemove,
  onEarlier,
}: {
  readonly threadId: ThreadId;
  readonly message: Queued;
  readonly busy: boolean;
  onRemove(): void;
  readonly onEarlier: (() => void) | undefined;
}) {
  const [editing, setEditing] = useState(false);
  const { text, next } = message;
  if (editing) return <ChipEditor threadId={threadId} message={message} onClose={() => setEditing(false)} />;
  const short = text.slice(0, 60);
  return (
    <span
      data-queued-state="queued"
      className="inline-flex max-w-full min-w-0 items-center gap-1 rounded-lg border border-dashed border-line-2 py-0.5 pr-0.5 pl-2.5 text-ink"
    >
      {next && <span className="flex-none text-ink-2">Next:</span>}
      <button
        type="button"
        className="max-w-[340px] truncate text-left hover:underline"
        title={text}
        aria-label={`Edit: ${short}`}
        onClick={() => setEditing(true)}
      >
        {text}
      </button>
      {onEarlier && (
        <button
          type="button"
          className="icon-btn !size-5 !rounded-md"
          aria-label={`Send earlier: ${short}`}
          disabled={busy}
          onClick={onEarlier}
        >
          <ChevronUp size={12} aria-hidden="true" />
        </button>
      )}
      <button
        type="button"
        className="icon-btn !size-5 !rounded-md"
        aria-label={`Remove from the queue: ${short}`}
        disabled={busy}
        onClick={onRemove}
      >
        <X size={12} aria-hidden="true" />
      </button>
    </span>
  );
}

/** Enter keeps the new text, Escape the old one. It waits on; if it went meanwhile, the refusal says so and the text stays here. */
function ChipEditor({ threadId, message, onClose }: { readonly threadId: ThreadId; readonly message: Queued; onClose(): void }) {
  const [text, setText] = useState(message.text);
  const save = useAction(() => port().editQueued(threadId, message.messageId, text));
  const keep = async () => {
    if (text === message.text || (await save.run())) onClose();
  };
  return (
    <span data-queued-state="queued" className="grid w-full gap-1.5">
      <textarea
        aria-label="Edit what is queued"
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
            void keep();
          }
        }}
        className="field-sizing-content max-h-[20dvh] w-full resize-none rounded-lg border border-line-2 bg-card px-2.5 py-1.5 text-[13px] text-ink max-wide:text-base"
      />
      <span className="flex gap-4">
        <Button kind="link" disabled={save.busy || text.trim() === ''} onClick={() => void keep()}>
          Save
        </Button>
        <Button kind="link" onClick={onClose}>
          Cancel
        </Button>
      </span>
      {save.problem && <ProblemNote problem={save.problem} onDismiss={save.clear} />}
    </span>
  );
}
