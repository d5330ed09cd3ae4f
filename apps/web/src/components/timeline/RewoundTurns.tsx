import type { ThreadId } from '@plumbline/lifecycle';
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { plural } from '../../state/format.ts';
import type { TurnRows } from '../../state/port.ts';
import { useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Button } from '../parts/Button.tsx';
import { FoldButton } from '../parts/FoldButton.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { AgainContext } from './again.ts';
import { Turn } from './Turn.tsx';

interface Props {
  readonly turns: readonly TurnRows[];
  readonly threadId: ThreadId;
  readonly root: string | undefined;
  /** The number of a turn to show: it is not left behind the fold. */
  readonly goTo: number | undefined;
  /** `never`: the agent has gone on without them. */
  readonly undo: 'offered' | 'not-now' | 'never';
}

/** Turns that were taken out of the conversation: one line, which unfolds what happened in them. */
export function RewoundTurns({ turns, threadId, root, goTo, undo }: Props) {
  const wanted = turns.some(({ turn }) => turn.number === goTo);
  const [open, setOpen] = useState(wanted);
  const [gone, setGone] = useState(goTo);
  if (gone !== goTo) {
    setGone(goTo);
    if (wanted) setOpen(true);
  }
  const undoing = useAction(() => port().undoRewind(threadId));
  return (
    <section aria-label="Rewound turns" data-rewound={undo === 'never' ? 'for-good' : 'until-sent'} className="pb-7">
      <div className="rewind-mark">
        <FoldButton open={open} onToggle={() => setOpen(!open)}>
          <Undo2 size={13} aria-hidden="true" className="flex-none" /> {plural(turns.length, 'turn')} rewound
        </FoldButton>
        {undo === 'offered' && (
          <Button kind="link" disabled={undoing.busy} onClick={() => void undoing.run()} aria-label="Undo the rewind">
            Undo
          </Button>
        )}
      </div>
      {undo !== 'not-now' && <p className="text-[12.5px] text-ink-3 text-pretty">{hints[undo]}</p>}
      {undoing.problem && <ProblemNote problem={undoing.problem} onDismiss={undoing.clear} />}
      {open && (
        <div className="rewound-turns">
          <AgainContext value={null}>
            {turns.map((view) => (
              <Turn key={view.turn.number} view={view} threadId={threadId} root={root} actions={undefined} description={undefined} />
            ))}
          </AgainContext>
        </div>
      )}
    </section>
  );
}

const hints = {
  offered: 'The next message makes it final. Undo puts every file back as it was before the rewind.',
  never: 'The agent went on without them, from the files as they were before.',
};
