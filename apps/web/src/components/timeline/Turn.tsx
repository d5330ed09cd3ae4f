import type { Description, ThreadId } from '@plumbline/lifecycle';
import { memo, useMemo } from 'react';
import type { TurnRows } from '../../state/port.ts';
import { entriesOf, promptOf } from '../../state/turns.ts';
import { Weight } from '../parts/StateMark.tsx';
import { TurnEntries } from './Entries.tsx';
import { TurnFoot } from './TurnFoot.tsx';

export interface TurnActions {
  sendAgain(text: string): void;
  edit(text: string): void;
  chooseModel(): void;
  newThread(): void;
  goOnFresh(text: string): void;
  changePath?: (() => void) | undefined;
  forceStop?: (() => void) | undefined;
}

interface Props {
  readonly view: TurnRows;
  readonly threadId: ThreadId;
  readonly root: string | undefined;
  /** What can be done about it; only the last turn offers something. */
  readonly actions: TurnActions | undefined;
  /** How it stands, while it lives. */
  readonly description: Description | undefined;
}

/** One turn: what was asked, what was done, how it ended. */
export const Turn = memo(function Turn({ view, threadId, root, actions, description }: Props) {
  const { turn } = view;
  const entries = useMemo(() => entriesOf(view), [view]);
  const settled = turn.state !== 'pending' && turn.state !== 'running';
  const prompt = promptOf(view);
  return (
    <article
      aria-label={`Turn ${turn.number}`}
      data-turn={turn.number}
      data-turn-state={turn.state}
      data-settled={settled}
      className="group/turn turn pb-7"
    >
      <h2 className="sr-only">Turn {turn.number}</h2>
      {settled && <Weight state={turn.state} />}
      {turn.origin === 'provider' && <p className="mb-2 text-[13px] text-ink-3">Begun by the agent itself.</p>}
      <TurnEntries entries={entries} live={!settled} threadId={threadId} root={root} interrupted={turn.state === 'interrupted'} />
      <TurnFoot view={view} threadId={threadId} prompt={prompt} actions={actions} description={description} />
    </article>
  );
});
