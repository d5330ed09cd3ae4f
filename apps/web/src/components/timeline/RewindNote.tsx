import { type Failure, isBound, type Rewind, type Session, type ThreadId } from '@plumbline/lifecycle';
import { useState } from 'react';
import { useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';

interface Props {
  readonly threadId: ThreadId;
  readonly rewind: Rewind;
  readonly session: Session;
}

/** How a rewind, or its undo, stands while it is asked for, and why the last one failed. */
export function RewindNote({ threadId, rewind, session }: Props) {
  const [dismissed, setDismissed] = useState<Failure>();
  const { asked, problem } = rewind;
  if (asked) {
    const isAsked = isBound(session) || session.status === 'starting';
    if (!isAsked) return <NotKnown threadId={threadId} undo={asked.kind === 'undo'} />;
    return (
      <p role="status" className="rewind-mark text-[13px] text-ink-2">
        {asked.kind === 'undo' ? 'Undoing the rewind…' : 'Rewinding…'}
      </p>
    );
  }
  if (!problem || problem === dismissed) return null;
  return <ProblemNote problem={problem} title={titleOf(rewind)} onDismiss={() => setDismissed(problem)} />;
}

function titleOf({ turns, final }: Rewind): string {
  if (final) return 'The rewind cannot be undone';
  return turns ? 'Nothing was changed' : 'Not rewound';
}

/** The agent ended in the middle of it: only a new session can tell. */
function NotKnown({ threadId, undo }: { readonly threadId: ThreadId; readonly undo: boolean }) {
  const start = useAction(() => port().startSession(threadId));
  return (
    <div role="status" className="text-[13px] text-ink-2 text-pretty">
      The agent ended before it answered: it is not known whether {undo ? 'the rewind was undone' : 'it was rewound'}. It is done, if it was
      not, when the agent runs again.{' '}
      <Button kind="link" disabled={start.busy} onClick={() => void start.run()}>
        Start the agent
      </Button>
      {start.problem && <ProblemNote problem={start.problem} onDismiss={start.clear} />}
    </div>
  );
}
