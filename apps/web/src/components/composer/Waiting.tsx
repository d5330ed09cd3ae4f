'use client';

import type { CommandId, MessageId, Queue, QueuedMessage, ReturnReason, ThreadId } from '@plumbline/lifecycle';
import { useEffect, useState } from 'react';
import { drafts, type Outgoing, useDraft } from '../../state/drafts.ts';
import { sendAgain, sendReturned } from '../../state/sending.ts';
import { type Action, useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { FileCount, wordsOf } from './FileCount.tsx';
import { intoComposer, QueueChips } from './QueueChips.tsx';

type Returned = Extract<QueuedMessage, { state: 'returned' }>;

interface Props {
  readonly threadId: ThreadId;
  /** Absent until the thread has come. */
  readonly queue: Queue | undefined;
  readonly underway: readonly CommandId[] | undefined;
}

/** Messages that are not in the timeline: failed to arrive, returned, queued, on their way. */
export function Waiting({ threadId, queue, underway = [] }: Props) {
  const { outgoing } = useDraft(threadId);
  const messages = queue?.messages ?? [];
  const steering = messages.filter((message) => message.state === 'steering');
  const returned = messages.filter((message): message is Returned => message.state === 'returned');
  const failed = outgoing.filter((message) => message.problem);
  // What is predicted stands in its place already; and before the thread has come, in that of its first turn.
  const sending = queue ? outgoing.filter(({ problem, commandId }) => !problem && !underway.includes(commandId)) : [];
  const remove = useAction((messageId: MessageId) => port().removeQueued(threadId, messageId));
  const again = useAction((message: Returned) => sendReturned(threadId, message));
  const failure = [remove, again].find((action) => action.problem);
  return (
    <section aria-label="Messages that wait" className="-mx-1 mb-2.5 grid max-h-[34dvh] gap-2 overflow-y-auto px-1 empty:hidden">
      {returned.map((message) => (
        <ReturnedMessage key={message.messageId} threadId={threadId} message={message} remove={remove} again={again} />
      ))}
      <QueueChips threadId={threadId} queue={queue} />
      {steering.map((message) => (
        <div key={message.messageId} data-queued-state="steering" className="flex min-w-0 items-center gap-2 text-[12.5px] text-ink-2">
          Steering
          <span className="chip !pr-2.5 text-ink">
            <span className="truncate">{wordsOf(message)}</span>
            <FileCount attachments={message.attachments} />
          </span>
        </div>
      ))}
      {failed.map((message) => (
        <FailedMessage key={message.commandId} threadId={threadId} message={message} />
      ))}
      {sending.map((message) => (
        <Sending key={message.commandId} text={wordsOf(message)} />
      ))}
      {failure?.problem && <ProblemNote problem={failure.problem} onDismiss={failure.clear} />}
    </section>
  );
}

const returnedWords: Record<ReturnReason, string> = {
  interrupted: 'Not sent: you stopped first',
  refused: 'The agent refused it',
  'bind-failed': 'Not sent: the agent could not be started',
  deadline: 'The agent did not take it in time',
  exit: 'The agent ended before it had it',
  restart: 'Plumbline was restarted while it was on its way',
  archived: 'Not sent: the thread was archived',
};

interface ReturnedProps {
  readonly threadId: ThreadId;
  readonly message: Returned;
  readonly remove: Action<[MessageId]>;
  readonly again: Action<[Returned]>;
}

function ReturnedMessage({ threadId, message, remove, again }: ReturnedProps) {
  const edit = () => {
    intoComposer(threadId, message.text, message.attachments);
    void remove.run(message.messageId);
  };
  return (
    <div data-queued-state="returned" className="rounded-[10px] border border-dashed border-line-2 px-3 py-2 text-[13px]">
      <div className="text-xs text-ink-2">
        {returnedWords[message.reason]}
        {message.seen === 'perhaps' && '. The agent may have seen it: look at the project before you send it again'}.
      </div>
      <div className="line-clamp-3 whitespace-pre-wrap">{message.text}</div>
      <FileCount attachments={message.attachments} />
      <div className="mt-1 flex gap-4 text-ink-2">
        <Button kind="link" disabled={again.busy} onClick={() => void again.run(message)}>
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
        <FileCount attachments={message.attachments} />
      </div>
      <ProblemNote
        title="Not sent"
        problem={problem}
        mending={{ 'send-again': again, edit }}
        always={['send-again', 'edit']}
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
      Sending…
      <span className="chip !pr-2.5">
        <span className="truncate">{text}</span>
      </span>
    </div>
  );
}
