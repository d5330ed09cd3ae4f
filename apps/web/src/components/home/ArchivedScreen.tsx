'use client';

import type { ThreadSummary } from '@plumbline/lifecycle';
import { useEffect, useState } from 'react';
import { useDeletions } from '../../state/deleting.ts';
import { nameTab } from '../../state/tab.ts';
import { useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { ThreadRow } from '../shell/ThreadRow.tsx';
import { ViewHeader } from '../shell/ViewHeader.tsx';

interface Page {
  readonly threads: readonly ThreadSummary[];
  readonly cursor?: string;
}

/** Threads that were put away. */
export function ArchivedScreen() {
  const [page, setPage] = useState<Page>();
  const load = useAction(async (cursor?: string) => {
    const next = await port().listThreads({ archived: true, ...(cursor ? { cursor } : {}) });
    setPage((held) => ({ ...next, threads: [...(cursor ? (held?.threads ?? []) : []), ...next.threads] }));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    nameTab('Archived threads');
    void load.run();
  }, []);
  const deleted = useDeletions();
  const threads = page?.threads.filter(({ threadId }) => !deleted.some((each) => each.threadId === threadId && each.state !== 'failed'));
  return (
    <>
      <ViewHeader>
        <h1 className="text-[15px] font-semibold tracking-[-0.01em]">Archived threads</h1>
      </ViewHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="column pt-10 pb-10">
          {load.problem && <ProblemNote problem={load.problem} mending={{ 'try-again': () => void load.run(page?.cursor) }} />}
          {!threads && !load.problem && <Skeleton rows={4} label="Loading archived threads" />}
          {threads?.length === 0 && (
            <p className="text-ink-2">Nothing is archived. A thread’s menu puts it here; it can be taken out again.</p>
          )}
          {threads && threads.length > 0 && (
            <ul className="grid gap-px">
              {threads.map((summary) => (
                <ThreadRow key={summary.threadId} summary={summary} current={false} />
              ))}
            </ul>
          )}
          {page?.cursor && (
            <Button className="mt-4" disabled={load.busy} onClick={() => void load.run(page.cursor)}>
              Older threads
            </Button>
          )}
        </div>
      </div>
    </>
  );
}
