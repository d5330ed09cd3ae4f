'use client';

import type { Description, ThreadId } from '@plumbline/lifecycle';
import { ArrowDown } from 'lucide-react';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef } from 'react';
import type { TurnRows } from '../../state/port.ts';
import { stretchesOf } from '../../state/rewound.ts';
import { loadOlder, type OpenThread } from '../../state/thread.ts';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { Bob } from '../parts/StateMark.tsx';
import { StageFor } from './Offstage.tsx';
import { RewindNote } from './RewindNote.tsx';
import { RewoundTurns } from './RewoundTurns.tsx';
import { Turn, type TurnActions } from './Turn.tsx';
import { useGoTo } from './useGoTo.ts';
import { useReadingPlace } from './useReadingPlace.ts';
import { useShownTurns } from './useShownTurns.ts';

interface Props {
  readonly threadId: ThreadId;
  readonly thread: OpenThread;
  readonly description: Description;
  readonly root: string | undefined;
  readonly actions: TurnActions;
  /** The number of a turn to show, as the address says. */
  readonly goTo: number | undefined;
  /** Shown where there is no turn yet. */
  readonly empty: ReactNode;
}

const none: readonly TurnRows[] = [];

/** The turns of a thread along the plumb line. */
export function Timeline({ threadId, thread, description, root, actions, goTo, empty }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  // Typing never waits for what streams in; a turn that comes or goes is shown at once.
  const newest = thread.view?.turns ?? none;
  const deferred = useDeferredValue(newest);
  const all = deferred.length === newest.length ? deferred : newest;
  const { turns, hidden, reveal } = useShownTurns(all);
  const { atEnd, toEnd, hold } = useReadingPlace(scroller, content, turns[0]?.turn.turnId);
  const live = thread.view?.state.turn !== undefined;
  const last = turns.at(-1);
  const rewind = thread.view?.state.rewind;
  const stretches = useMemo(() => stretchesOf(turns, rewind?.turns), [turns, rewind?.turns]);
  const standing = stretches.findLast((stretch) => stretch.kind === 'turn')?.view;

  const hasOlder = hidden || (thread.view?.hasOlder ?? false);

  const older = () => {
    hold();
    if (hidden) reveal();
    else void loadOlder(threadId);
  };

  useGoTo({
    number: goTo,
    oldest: turns[0]?.turn.number,
    hasOlder,
    loading: thread.older.loading,
    content,
    older,
    hold,
  });

  // A message of one's own is looked at, wherever one was reading.
  const lastNumber = last?.turn.number;
  const seen = useRef(lastNumber);
  useEffect(() => {
    if (lastNumber !== seen.current && last?.turn.origin === 'user') toEnd();
    seen.current = lastNumber;
  }, [lastNumber, last?.turn.origin, toEnd]);

  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={scroller}
        aria-label="Timeline"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="h-full overflow-y-auto overscroll-contain focus-visible:outline-offset-[-2px]"
      >
        <div ref={content} className="column relative pt-10 pb-11">
          <div className="plumb-line" aria-hidden="true" />
          <span className="plumb-bob" data-live={live} data-tone={live ? description.tone : undefined} aria-hidden="true">
            <Bob />
          </span>
          {hasOlder && <OlderMark busy={thread.older.loading} first={turns[0]?.turn.number} onReach={older} />}
          {thread.older.problem && (
            <div className="mb-5">
              <ProblemNote problem={thread.older.problem} mending={{ 'try-again': older }} />
            </div>
          )}
          {turns.length === 0 && empty}
          <StageFor scroller={scroller}>
            {stretches.map((stretch) =>
              stretch.kind === 'turn' ? (
                <Turn
                  // A predicted turn becomes the server's in its place: its id changes, its number does not.
                  key={stretch.view.turn.number}
                  view={stretch.view}
                  threadId={threadId}
                  root={root}
                  actions={stretch.view === standing ? actions : undefined}
                  description={live && stretch.view === last ? description : undefined}
                />
              ) : (
                <RewoundTurns
                  key={`rewound-${stretch.turns[0]?.turn.number}`}
                  turns={stretch.turns}
                  threadId={threadId}
                  root={root}
                  goTo={goTo}
                  undo={stretch.undone === 'never' || rewind?.final ? 'never' : live || rewind?.asked ? 'not-now' : 'offered'}
                />
              ),
            )}
          </StageFor>
          {rewind && thread.view && <RewindNote threadId={threadId} rewind={rewind} session={thread.view.state.session} />}
        </div>
      </section>
      {!atEnd && (
        <Button
          className="!absolute bottom-3 left-1/2 -translate-x-1/2 !rounded-full shadow-[0_4px_18px_var(--shadow-high)]"
          onClick={toEnd}
        >
          <ArrowDown size={14} aria-hidden="true" /> Jump to latest
        </Button>
      )}
    </div>
  );
}

interface OlderProps {
  readonly busy: boolean;
  /** The oldest turn that is shown: with another one the mark may still be in sight. */
  readonly first: number | undefined;
  onReach(): void;
}

/** Brings the older turns when it comes into sight. */
function OlderMark({ busy, first, onReach }: OlderProps) {
  const mark = useRef<HTMLDivElement>(null);
  const reach = useRef(onReach);
  reach.current = onReach;
  // biome-ignore lint/correctness/useExhaustiveDependencies: older turns may leave it in sight
  useEffect(() => {
    if (!mark.current || busy) return;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && reach.current(), {
      rootMargin: '200px',
    });
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [busy, first]);
  return (
    <div ref={mark} className="mb-6 h-6 text-[13px] text-ink-3">
      <Button kind="link" onClick={onReach} disabled={busy}>
        {busy ? 'Loading older turns…' : 'Older turns'}
      </Button>
    </div>
  );
}
