import type { Description, ThreadId } from '@plumbline/lifecycle';
import { memo, useMemo } from 'react';
import type { TurnRows } from '../../state/port.ts';
import { askedBy, entriesOf, type Prompt, promptOf } from '../../state/turns.ts';
import { Weight } from '../parts/StateMark.tsx';
import { TurnContext } from './again.ts';
import { TurnEntries } from './Entries.tsx';
import { ForkMark } from './ForkMark.tsx';
import { TurnFoot } from './TurnFoot.tsx';

export interface TurnActions {
  sendAgain(prompt: Prompt): void;
  edit(prompt: Prompt): void;
  chooseModel(): void;
  newThread(): void;
  goOnFresh(prompt: Prompt): void;
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
  const newest = actions !== undefined;
  const here = useMemo(
    () => ({ turnId: turn.turnId, number: turn.number, state: turn.state, newest, asked: askedBy(view) }),
    [turn, newest, view],
  );
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
      <TurnContext value={here}>
        <TurnEntries entries={entries} live={!settled} threadId={threadId} root={root} interrupted={turn.state === 'interrupted'} />
      </TurnContext>
      <TurnFoot view={view} threadId={threadId} prompt={prompt} actions={actions} description={description} />
      <ForkMark number={turn.number} />
    </article>
  );
});
