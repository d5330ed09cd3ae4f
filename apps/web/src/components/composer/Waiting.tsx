'use client';

import type { HeldReason, Queue, QueuedMessage, ReturnReason, ThreadId } from '@plumbline/lifecycle';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { drafts, joinTexts, type Outgoing, useDraft } from '../../state/drafts.ts';
import { send, sendAgain } from '../../state/sending.ts';
import { type Action, useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';

type Returned = Extract<QueuedMessage, { state: 'returned' }>;

/** Messages that are not in the timeline: failed to arrive, returned, queued, on their way. */
export function Waiting({ threadId, queue }: { readonly threadId: ThreadId; readonly queue: Queue | undefined }) {
  const { outgoing } = useDraft(threadId);
  const messages = queue?.messages ?? [];
  const queued = messages.filter((message) => message.state === 'queued');
  const returned = messages.filter((message): message is Returned => message.state === 'returned');
  const remove = useAction((messageId: QueuedMessage['messageId']) => port().removeQueued(threadId, messageId));
  const resume = useAction(() => port().resumeQueue(threadId));
  const problem = remove.problem ?? resume.problem;
  if (queued.length + returned.length + outgoing.length === 0 && !problem) return null;
  return (
    <section aria-label="Messages that wait" className="mb-2.5 grid max-h-[34dvh] gap-2 overflow-y-auto">
      {returned.map((message) => (
        <ReturnedMessage key={message.messageId} threadId={threadId} message={message} remove={remove} />
      ))}
      {queued.length > 0 && (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5 text-[12.5px] text-ink-2">
          <span>{queue?.hold ? `Held: ${heldWords[queue.hold.reason]}` : 'Queued'}</span>
          {queued.map((message) => (
            <Chip
              key={message.messageId}
              text={message.text}
              label="Remove from the queue"
              busy={remove.busy}
              onRemove={() => void remove.run(message.messageId)}
            />
          ))}
          {queue?.hold && (
            <Button kind="link" disabled={resume.busy} onClick={() => void resume.run()}>
              Resume
            </Button>
          )}
        </div>
      )}
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
  const again = () => void sendAgain(threadId, { commandId, text, lost });
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

function Chip({
  text,
  label,
  busy,
  onRemove,
}: {
  readonly text: string;
  readonly label: string;
  readonly busy: boolean;
  onRemove(): void;
}) {
  return (
    <span
      data-queued-state="queued"
      className="inline-flex max-w-full min-w-0 items-center gap-1 rounded-lg border border-dashed border-line-2 py-0.5 pr-0.5 pl-2.5 text-ink"
    >
      <span className="max-w-[340px] truncate" title={text}>
        {text}
      </span>
      <button
        type="button"
        className="icon-btn !size-5 !rounded-md"
        aria-label={`${label}: ${text.slice(0, 60)}`}
        disabled={busy}
        onClick={onRemove}
      >
        <X size={12} aria-hidden="true" />
      </button>
    </span>
  );
}
