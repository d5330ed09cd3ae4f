'use client';

import { describe, type ThreadId, type ThreadSummary } from '@plumbline/lifecycle';
import { Ellipsis, FolderPlus, Plus, Search, Settings, X } from 'lucide-react';
import Link from 'next/link';
import { useParams, usePathname } from 'next/navigation';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useDirectory } from '../../state/directory.ts';
import type { Project } from '../../state/port.ts';
import { askAboutProject } from '../../state/projectDialog.ts';
import { openPalette } from '../palette/PaletteHost.tsx';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { Brand } from './Brand.tsx';
import { ConnectionMark } from './ConnectionMark.tsx';
import { OverviewLink } from './OverviewLink.tsx';
import { ThemeToggle } from './ThemeToggle.tsx';
import { ThreadRow } from './ThreadRow.tsx';
import { useNewThreadHref } from './useNewThreadHref.ts';

const loadMenu = () => import('../projects/ProjectMenu.tsx');
const ProjectMenu = lazy(loadMenu);

/** Who is working, who needs me, what happened. */
export function Sidebar({ onClose }: { readonly onClose?: (() => void) | undefined }) {
  const phase = useDirectory((directory) => directory.phase);
  const problem = useDirectory((directory) => directory.problem);
  const newThread = useNewThreadHref();
  return (
    <div className="flex h-full flex-col bg-panel">
      <div className="flex h-14 flex-none items-center justify-between pr-2 pl-4">
        <Brand />
        {onClose && (
          <button type="button" className="icon-btn" aria-label="Close the list of threads" onClick={onClose}>
            <X size={17} aria-hidden="true" />
          </button>
        )}
      </div>
      <div className="grid gap-1.5 px-2.5 pb-2">
        <button
          type="button"
          onClick={openPalette}
          aria-keyshortcuts="Control+K Meta+K"
          className="flex h-[30px] items-center justify-between rounded-lg px-[11px] text-[13px] text-ink-2 hover:bg-hover hover:text-ink"
        >
          <span className="flex items-center gap-2">
            <Search size={15} aria-hidden="true" /> Search
          </span>
          <span className="key" aria-hidden="true">
            Ctrl K
          </span>
        </button>
        <OverviewLink />
        <Link href={newThread} className="btn w-full !justify-between" aria-keyshortcuts="N">
          <span className="flex items-center gap-2">
            <Plus size={15} aria-hidden="true" /> New thread
          </span>
          <span className="key" aria-hidden="true">
            N
          </span>
        </Link>
      </div>
      <nav aria-label="Threads" className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-4">
        {phase === 'loading' && (
          <div className="p-3">
            <Skeleton rows={6} label="Loading threads" />
          </div>
        )}
        {phase === 'failed' && problem && (
          <div className="p-1.5">
            <ProblemNote problem={problem} mending={{ 'try-again': () => location.reload() }} />
          </div>
        )}
        {phase === 'ready' && <ThreadLists />}
      </nav>
      <div className="flex flex-none items-center justify-between gap-2 border-t border-line py-1 pr-1.5 pl-4 text-xs text-ink-2">
        <ConnectionMark />
        <span className="flex">
          <button
            type="button"
            className="icon-btn"
            aria-label="Add a project"
            title="Add a project"
            onClick={() => askAboutProject({ kind: 'add' })}
          >
            <FolderPlus size={15} aria-hidden="true" />
          </button>
          <Link href="/settings" prefetch={false} className="icon-btn" aria-label="Settings" title="Settings">
            <Settings size={15} aria-hidden="true" />
          </Link>
          <ThemeToggle />
        </span>
      </div>
    </div>
  );
}

function ThreadLists() {
  const projects = useDirectory((directory) => directory.projects);
  const threads = useDirectory((directory) => directory.threads);
  const more = useDirectory((directory) => directory.more);
  const current = useParams<{ threadId?: ThreadId }>().threadId;
  const groups = useMemo(() => group(threads), [threads]);
  return (
    <>
      {groups.needsYou.length > 0 && (
        <Section title="Needs you" count={groups.needsYou.length}>
          <Rows threads={groups.needsYou} current={current} />
        </Section>
      )}
      {projects.map((project) => (
        <ProjectSection
          key={project.projectId}
          project={project}
          threads={groups.byProject.get(project.projectId) ?? []}
          above={groups.needsYou.some((each) => each.projectId === project.projectId)}
          current={current}
        />
      ))}
      {projects.length === 0 && (
        <p className="px-2.5 pt-3 text-[13px] text-ink-2">No project yet. Add a directory of yours with the folder button below.</p>
      )}
      {more && <p className="px-2.5 pt-3 text-xs text-ink-3">Only the newest {threads.length} threads are listed.</p>}
      <ArchivedLink />
    </>
  );
}

function ProjectSection({
  project,
  threads,
  above,
  current,
}: {
  readonly project: Project;
  readonly threads: readonly ThreadSummary[];
  /** Some of its threads stand under "Needs you". */
  readonly above: boolean;
  readonly current: ThreadId | undefined;
}) {
  return (
    <Section
      title={project.title}
      tooltip={project.path}
      action={
        <span className="flex flex-none">
          <ProjectMenuButton project={project} />
          <Link
            href={`/projects/${project.projectId}/new`}
            prefetch={false}
            aria-label={`New thread in ${project.title}`}
            title={`New thread in ${project.title}`}
            className={smallButton}
          >
            <Plus size={14} aria-hidden="true" />
          </Link>
        </span>
      }
    >
      {!project.available && (
        <p className="px-2.5 pb-1 text-xs text-ink-2">
          <span className="text-bad">Its directory is missing.</span>{' '}
          <Button kind="link" className="!text-xs" onClick={() => askAboutProject({ kind: 'change-path', project })}>
            Change path…
          </Button>
        </p>
      )}
      {threads.length > 0 && <Rows threads={threads} current={current} />}
      {threads.length === 0 && <p className="px-2.5 py-1 text-xs text-ink-3">{above ? 'Above: needs you.' : 'No threads.'}</p>}
    </Section>
  );
}

const smallButton = 'icon-btn !size-6 !rounded-md';

/** Shown when one reaches for the project; the menu is loaded then, and takes its place only by a click: else it would lose the click. */
function ProjectMenuButton({ project }: { readonly project: Project }) {
  const [open, setOpen] = useState(false);
  const look = `${smallButton} pointer-fine:opacity-0 group-hover/section:opacity-100 focus-visible:opacity-100`;
  const button = (
    <button
      type="button"
      className={look}
      aria-label={`More for ${project.title}`}
      aria-haspopup="menu"
      onPointerEnter={() => void loadMenu()}
      onClick={() => setOpen(true)}
    >
      <Ellipsis size={14} aria-hidden="true" />
    </button>
  );
  if (!open) return button;
  return (
    <Suspense fallback={button}>
      <ProjectMenu project={project} triggerClass={look} />
    </Suspense>
  );
}

function Section(props: {
  readonly title: string;
  readonly tooltip?: string;
  readonly count?: number;
  readonly action?: React.ReactNode;
  readonly children: React.ReactNode;
}) {
  return (
    <section aria-label={props.title} className="group/section pt-2.5">
      <div className="flex h-6 items-center justify-between pr-1 pl-2.5">
        <h2 className="truncate text-xs font-semibold text-ink-3" title={props.tooltip}>
          {props.title}
          {props.count !== undefined && <span className="figures pl-1.5 font-normal">{props.count}</span>}
        </h2>
        {props.action}
      </div>
      {props.children}
    </section>
  );
}

function Rows({ threads, current }: { readonly threads: readonly ThreadSummary[]; readonly current: ThreadId | undefined }) {
  return (
    <ul className="grid gap-px">
      {threads.map((summary) => (
        <ThreadRow key={summary.threadId} summary={summary} current={summary.threadId === current} />
      ))}
    </ul>
  );
}

function ArchivedLink() {
  const here = usePathname() === '/archived';
  return (
    <div className="px-2.5 pt-4 text-xs">
      <Link
        href="/archived"
        prefetch={false}
        aria-current={here ? 'page' : undefined}
        className="text-ink-3 hover:text-ink aria-[current]:text-ink"
      >
        Archived threads
      </Link>
    </div>
  );
}

/** What waits for the user stands on top; the rest stays in its project, in its order. */
function group(threads: readonly ThreadSummary[]) {
  const needsYou: ThreadSummary[] = [];
  const byProject = new Map<string, ThreadSummary[]>();
  for (const summary of threads) {
    if (describe(summary, 0).tone === 'needs-you') needsYou.push(summary);
    else byProject.set(summary.projectId, [...(byProject.get(summary.projectId) ?? []), summary]);
  }
  return { needsYou, byProject };
}
