import type { Attachment, ItemId } from '@plumbline/lifecycle';
import { type LucideIcon, Pencil, RotateCcw, Undo2 } from 'lucide-react';
import { lazy, memo, Suspense, use, useState } from 'react';
import { formatMoment } from '../../state/format.ts';
import type { Prompt } from '../../state/turns.ts';
import { CopyButton } from '../parts/CopyButton.tsx';
import { type Again, AgainContext, TurnContext, type TurnHere } from './again.ts';

const Attached = lazy(() => import('./Attached.tsx'));
const MessageEditor = lazy(() => import('./MessageEditor.tsx'));

const longMessage = 1_600;

interface Props {
  readonly text: string;
  readonly attachments?: readonly Attachment[] | undefined;
  readonly at?: number;
  /** Absent: the server has not got it. */
  readonly itemId?: ItemId;
}

/** What the user said, and what can be done with it again. */
export const UserMessage = memo(function UserMessage({ text, attachments, at, itemId }: Props) {
  const [open, setOpen] = useState(false);
  const [editing, setEditing] = useState(false);
  const ways = useWays(itemId, { text, attachments }, () => setEditing(true));
  const long = text.length > longMessage;
  if (editing && ways.inFork) {
    return (
      <Suspense>
        <MessageEditor text={text} onSend={ways.inFork} onClose={() => setEditing(false)} />
      </Suspense>
    );
  }
  return (
    <div
      className="message group relative mb-1.5 rounded-xl border border-line bg-panel py-[9px] pr-10 pl-3.5"
      title={at === undefined ? undefined : formatMoment(at)}
    >
      <div className="whitespace-pre-wrap">{long && !open ? `${text.slice(0, longMessage)}…` : text}</div>
      {long && (
        <button type="button" className="mt-1 text-[13px] text-ink-2 underline underline-offset-3" onClick={() => setOpen(!open)}>
          {open ? 'Show less' : `Show all ${text.length.toLocaleString('en')} characters`}
        </button>
      )}
      {attachments && attachments.length > 0 && (
        <Suspense>
          <Attached attachments={attachments} />
        </Suspense>
      )}
      <div className="message-tools">
        {ways.rewind && <Tool icon={Undo2} {...ways.rewind} />}
        {ways.retry && <Tool icon={RotateCcw} {...ways.retry} />}
        {ways.edit && <Tool icon={Pencil} {...ways.edit} />}
        <CopyButton text={text} label="Copy message" />
      </div>
    </div>
  );
});

interface Way {
  readonly label: string;
  run(): void;
}

interface Ways {
  readonly retry?: Way;
  readonly edit?: Way;
  readonly rewind?: Way;
  /** Sends another text in its place, in a fork. Resolves to whether it could. */
  readonly inFork?: (text: string) => Promise<boolean>;
}

/**
 * What was asked last is sent again on the thread, if its turn has ended; what was asked before has had its answer there, and is sent anew in
 * a fork that ends before it. A message that was steered into a turn has no turn of its own to go back to.
 */
function useWays(itemId: ItemId | undefined, prompt: Prompt, beginEditing: () => void): Ways {
  const again = use(AgainContext);
  const turn = use(TurnContext);
  if (!again || !turn || itemId === undefined || turn.asked !== itemId) return {};
  const { state, newest, turnId } = turn;
  const live = state === 'pending' || state === 'running';
  const unanswered = state === 'error' || state === 'interrupted';
  const rewind = rewindOf(again, turn, prompt);
  if (newest) {
    const { edit, send } = again;
    if (live || !edit || !send) return {};
    const change = { label: 'Edit message', run: () => edit(prompt) };
    return { ...rewind, edit: change, ...(unanswered && { retry: { label: 'Retry', run: () => send(prompt) } }) };
  }
  const { sendInFork } = again;
  if (!sendInFork) return rewind;
  const inFork = (text: string) => sendInFork(turnId, { ...prompt, text });
  const edit = { label: 'Edit in a fork', run: beginEditing };
  return { ...rewind, inFork, edit, ...(unanswered && { retry: { label: 'Retry in a fork', run: () => void inFork(prompt.text) } }) };
}

/** A turn that a fork has from another thread is not gone back to: the agent's copy of it has another id. */
function rewindOf({ rewind, forkedFrom }: Again, { turnId, number }: TurnHere, prompt: Prompt): Pick<Ways, 'rewind'> {
  if (!rewind || number <= (forkedFrom?.turn ?? 0)) return {};
  return { rewind: { label: 'Rewind to before this message', run: () => rewind(turnId, prompt) } };
}

function Tool({ icon: Icon, label, run }: Way & { readonly icon: LucideIcon }) {
  return (
    <button type="button" className="icon-btn !size-6 !rounded-md" aria-label={label} title={label} onClick={run}>
      <Icon size={13} aria-hidden="true" />
    </button>
  );
}
