'use client';

import type { ThreadSummary } from '@plumbline/lifecycle';
import { useDirectory } from '../../state/directory.ts';
import { port } from '../../state/workbench.ts';
import Confirm from '../parts/Confirm.tsx';

/** Kills the agent's process. Says first whose turns that ends (rule 9). */
export default function ForceStop({ summary, onClose }: { readonly summary: ThreadSummary; readonly onClose: () => void }) {
  const threads = useDirectory((directory) => directory.threads);
  const shared = useDirectory(
    (directory) => directory.providers?.find((each) => each.id === summary.settings.provider)?.capabilities.sharedProcess ?? true,
  );
  const others = shared
    ? threads.filter((each) => each.threadId !== summary.threadId && each.settings.provider === summary.settings.provider && isLive(each))
    : [];
  return (
    <Confirm title="Force stop?" confirm="Force stop" onConfirm={() => port().stopSession(summary.threadId, true)} onClose={onClose}>
      <p>The process of the agent is killed, with the commands it runs. This turn ends as interrupted; what it wrote stays.</p>
      {others.length > 0 && (
        <>
          <p className="mt-2 text-ink">The same process serves other threads. Their turns end too:</p>
          <ul className="mt-1 list-disc pl-5">
            {others.map((other) => (
              <li key={other.threadId}>{other.title}</li>
            ))}
          </ul>
        </>
      )}
    </Confirm>
  );
}

function isLive({ latestTurn }: ThreadSummary): boolean {
  return latestTurn?.state === 'pending' || latestTurn?.state === 'running';
}
