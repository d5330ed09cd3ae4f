'use client';

import type { ThreadSummary } from '@plumbline/lifecycle';
import { useMemo } from 'react';
import { useDirectory } from '../../state/directory.ts';
import { Bob } from '../parts/StateMark.tsx';
import { ThreadRow } from '../shell/ThreadRow.tsx';
import { NewThreadScreen } from './NewThreadScreen.tsx';

const recent = 6;

/**
 * The first thing a newcomer sees: a project, a model that costs nothing, three things to try. Where the sidebar is a
 * drawer, the latest threads stand here too.
 */
export function HomeScreen() {
  const projects = useDirectory((directory) => directory.projects);
  const threads = useDirectory((directory) => directory.threads);
  const phase = useDirectory((directory) => directory.phase);
  const latest = useMemo(() => newest(threads), [threads]);
  const sample = projects.find((each) => each.path.endsWith('/sample')) ?? projects[0];
  const projectId = latest[0]?.projectId ?? sample?.projectId;
  const first = phase === 'ready' && latest.length === 0;
  return (
    <NewThreadScreen
      projectId={projectId}
      title={first ? 'Welcome' : 'Plumbline'}
      intro={
        <div className="mb-5 flex min-h-[74px] items-start gap-4">
          <Bob className="mt-0.5 h-11 w-[26px] flex-none text-ink" />
          <div className={phase === 'loading' ? 'invisible' : ''}>
            <p className="text-[19px] leading-[1.3] font-semibold tracking-[-0.015em]">
              {first ? 'A thread that always settles true.' : 'What is next?'}
            </p>
            <p className="mt-1 max-w-[54ch] text-ink-2">
              {first
                ? 'Ask a coding agent for something. You see each step as it happens, Stop stops, and nothing shows as working that is not.'
                : 'Begin a thread, or pick one and go on.'}
            </p>
          </div>
        </div>
      }
    >
      {latest.length > 0 && (
        <section aria-label="Lately" className="mt-6 wide:hidden">
          <h2 className="mb-1 px-2.5 text-xs font-semibold text-ink-3">Lately</h2>
          <ul className="grid gap-px">
            {latest.map((summary) => (
              <ThreadRow key={summary.threadId} summary={summary} current={false} />
            ))}
          </ul>
        </section>
      )}
    </NewThreadScreen>
  );
}

function newest(threads: readonly ThreadSummary[]): readonly ThreadSummary[] {
  return threads.toSorted((left, right) => right.lastActivityAt - left.lastActivityAt).slice(0, recent);
}
