import type { Description, ThreadId } from '@plumbline/lifecycle';
import { memo, type RefObject, useEffect, useMemo, useRef } from 'react';
import type { TurnRows } from '../../state/port.ts';
import { entriesOf, promptOf } from '../../state/turns.ts';
import { Weight } from '../parts/StateMark.tsx';
import { Entries } from './Entries.tsx';
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
  const frame = useRef<HTMLElement>(null);
  useMeasured(frame, settled);
  return (
    <article
      ref={frame}
      aria-label={`Turn ${turn.number}`}
      data-turn={turn.number}
      data-turn-state={turn.state}
      data-settled={settled}
      className="group/turn turn pb-7"
    >
      <h2 className="sr-only">Turn {turn.number}</h2>
      {settled && <Weight state={turn.state} />}
      {turn.origin === 'provider' && <p className="mb-2 text-[13px] text-ink-3">Begun by the agent itself.</p>}
      <Entries entries={entries} threadId={threadId} root={root} interrupted={turn.state === 'interrupted'} />
      <TurnFoot view={view} threadId={threadId} prompt={prompt} actions={actions} description={description} />
    </article>
  );
});

/**
 * A settled turn costs no layout while it is out of sight, but only after it was laid out once: an estimate of its height
 * would make the text jump when one scrolls up to it.
 */
function useMeasured(frame: RefObject<HTMLElement | null>, settled: boolean) {
  useEffect(() => {
    const element = frame.current;
    if (!element || !settled) return;
    let request = requestAnimationFrame(() => {
      request = requestAnimationFrame(() => element.setAttribute('data-measured', 'true'));
    });
    return () => {
      cancelAnimationFrame(request);
      element.removeAttribute('data-measured');
    };
  }, [frame, settled]);
}
