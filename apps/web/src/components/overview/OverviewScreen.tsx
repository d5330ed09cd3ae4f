'use client';

import type { ProjectId, ThreadSummary } from '@plumbline/lifecycle';
import Link from 'next/link';
import { type ReactNode, useEffect, useId, useMemo, useState } from 'react';
import { useDirectory } from '../../state/directory.ts';
import { type Overview, overviewOf } from '../../state/overview.ts';
import type { Project } from '../../state/port.ts';
import { lookAt, useSeen } from '../../state/seen.ts';
import { nameTab } from '../../state/tab.ts';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { useNewThreadHref } from '../shell/useNewThreadHref.ts';
import { ViewHeader } from '../shell/ViewHeader.tsx';
import { OverviewRow } from './OverviewRow.tsx';

/** Who needs me, who works, what happened: all threads by state. */
export function OverviewScreen() {
  const phase = useDirectory((directory) => directory.phase);
  const problem = useDirectory((directory) => directory.problem);
  const threads = useDirectory((directory) => directory.threads);
  const seen = useSeen();
  // Ages count by themselves; which list a thread stands in does not depend on the clock.
  const overview = useMemo(() => overviewOf(threads, seen, 0), [threads, seen]);
  useEffect(() => nameTab('Overview'), []);
  return (
    <>
      <ViewHeader>
        <h1 className="flex-none text-[15px] font-semibold tracking-[-0.01em]">Overview</h1>
        {phase === 'ready' && threads.length > 0 && <p className="figures truncate text-[12.5px] text-ink-2">{countsOf(overview)}</p>}
      </ViewHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="overview">
          {phase === 'loading' && <Skeleton rows={8} label="Loading threads" />}
          {phase === 'failed' && problem && <ProblemNote problem={problem} mending={{ 'try-again': () => location.reload() }} />}
          {phase === 'ready' && (threads.length === 0 ? <Nothing /> : <Lists overview={overview} />)}
        </div>
      </div>
    </>
  );
}

function countsOf({ needsYou, working, unread }: Overview): string {
  const said = [
    needsYou.length > 0 && `${needsYou.length} ${needsYou.length === 1 ? 'needs' : 'need'} you`,
    working.length > 0 && `${working.length} working`,
    unread.length > 0 && `${unread.length} new`,
  ].filter((part) => part !== false);
  return said.length > 0 ? said.join(' · ') : 'Nothing needs you, nothing is at work.';
}

/** Of the rest, so many stand there at first. */
const page = 30;

function Lists({ overview }: { readonly overview: Overview }) {
  const projects = useDirectory((directory) => directory.projects);
  const more = useDirectory((directory) => directory.more);
  const [shown, setShown] = useState(page);
  const titles = useMemo(() => new Map(projects.map((project) => [project.projectId, project])), [projects]);
  const { needsYou, working, unread, rest } = overview;
  return (
    <>
      <Group title="Needs you" threads={needsYou} projects={titles} />
      <Group title="Working" threads={working} projects={titles} />
      <Group
        title="Done since you looked"
        threads={unread}
        projects={titles}
        action={
          unread.length > 1 && (
            <Button kind="link" className="!text-xs text-ink-2" onClick={() => lookAt(unread)}>
              Mark all as seen
            </Button>
          )
        }
      />
      <Group title="Earlier" threads={rest.slice(0, shown)} count={rest.length} projects={titles} />
      {rest.length > shown && (
        <Button className="mt-3 ml-2.5" onClick={() => setShown(shown + page)}>
          Show more
        </Button>
      )}
      {more && <p className="px-2.5 pt-3 text-xs text-ink-3">Only the newest threads are listed.</p>}
    </>
  );
}

interface GroupProps {
  readonly title: string;
  readonly threads: readonly ThreadSummary[];
  /** When it is more than are shown. */
  readonly count?: number;
  readonly projects: ReadonlyMap<ProjectId, Project>;
  readonly action?: ReactNode;
}

function Group({ title, threads, count = threads.length, projects, action }: GroupProps) {
  const name = useId();
  if (threads.length === 0) return null;
  return (
    <section aria-labelledby={name} className="pt-6 first:pt-0">
      <div className="flex h-7 items-baseline justify-between gap-4 px-2.5">
        <h2 id={name} className="text-[13px] font-semibold">
          {title}
          <span className="figures pl-2 font-normal text-ink-3">{count}</span>
        </h2>
        {action}
      </div>
      <ul className="grid gap-px">
        {threads.map((summary) => (
          <OverviewRow key={summary.threadId} summary={summary} project={projects.get(summary.projectId)?.title} />
        ))}
      </ul>
    </section>
  );
}

function Nothing() {
  return (
    <div className="px-2.5">
      <p className="font-medium">No thread yet.</p>
      <p className="mt-1 mb-4 max-w-[54ch] text-ink-2">
        Each thread will stand here by what it wants of you: those that wait for your answer first, then those at work, then what ended
        while you looked elsewhere.
      </p>
      <Link href={useNewThreadHref()} className="btn">
        New thread
      </Link>
    </div>
  );
}
