import type { ProjectId, ThreadId, ThreadSummary } from '@plumbline/lifecycle';
import { useParams } from 'next/navigation';
import { useDirectory } from '../../state/directory.ts';

/** Where `New thread` leads: into the project at hand, else the one used last. */
export function useNewThreadHref(): string {
  const params = useParams<{ threadId?: ThreadId; projectId?: ProjectId }>();
  const projectId = useDirectory((directory) => {
    if (params.projectId) return params.projectId;
    const current = directory.threads.find((each) => each.threadId === params.threadId);
    return current?.projectId ?? newest(directory.threads)?.projectId ?? directory.projects[0]?.projectId;
  });
  return projectId ? `/projects/${projectId}/new` : '/';
}

function newest(threads: readonly ThreadSummary[]): ThreadSummary | undefined {
  let best: ThreadSummary | undefined;
  for (const each of threads) if (!best || each.lastActivityAt > best.lastActivityAt) best = each;
  return best;
}
