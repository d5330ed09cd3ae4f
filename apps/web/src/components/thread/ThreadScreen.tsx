'use client';

import { isPredicted } from '@plumbline/client';
import { type Description, describe, type ThreadId, type ThreadSummary } from '@plumbline/lifecycle';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useAsKnown } from '../../state/asKnown.ts';
import { useNow } from '../../state/clock.ts';
import { useDeletion } from '../../state/deleting.ts';
import { useDirectory, useProject, useSummary } from '../../state/directory.ts';
import { useDraft } from '../../state/drafts.ts';
import { isUsable } from '../../state/modelChoice.ts';
import type { ThreadView } from '../../state/port.ts';
import type { Problem } from '../../state/problem.ts';
import { useOpenThread } from '../../state/thread.ts';
import { useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Composer } from '../composer/Composer.tsx';
import { ProviderNote } from '../home/ProviderNote.tsx';
import { Beside } from '../inspector/Beside.tsx';
import { useMarkdown } from '../markdown/LazyMarkdown.tsx';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { MissingDirectory } from '../projects/MissingDirectory.tsx';
import { PinnedRequests } from '../requests/PinnedRequests.tsx';
import { useNewThreadHref } from '../shell/useNewThreadHref.ts';
import { ViewHeader } from '../shell/ViewHeader.tsx';
import { AgainContext } from '../timeline/again.ts';
import { Opening } from '../timeline/Opening.tsx';
import { Timeline } from '../timeline/Timeline.tsx';
import { Deleted } from './Deleted.tsx';
import { ThreadHeader } from './ThreadHeader.tsx';
import { useAgain, useForking, useRewinding } from './useAgain.ts';
import { useTurnActions } from './useTurnActions.ts';

const nothing = { fork: false, rewind: false } as const;

const ForceStop = lazy(() => import('./ForceStop.tsx'));

/** One thread: header, timeline, composer. */
export function ThreadScreen({ threadId }: { readonly threadId: ThreadId }) {
  const [attempt, setAttempt] = useState(0);
  const goTo = useTurnInAddress();
  const thread = useOpenThread(threadId, attempt);
  const listed = useSummary(threadId);
  const ready = useMarkdown();
  const summary = thread.view?.summary ?? listed;
  const project = useProject(summary?.projectId);
  const provider = useDirectory((directory) => directory.providers?.find((each) => each.id === summary?.settings.provider));
  const { description: newest, stop, stopping } = useStop(threadId, summary, thread.view);
  const description = useAsKnown(newest);
  const [forcing, setForcing] = useState(false);
  const force = description?.actions.includes('force-stop') ? () => setForcing(true) : undefined;
  const actions = useTurnActions(threadId, force, project, thread.view);

  const deletion = useDeletion(threadId);
  const forking = useForking(threadId);
  const rewinding = useRewinding(threadId);
  const can = provider?.capabilities ?? nothing;
  const again = useAgain(threadId, { thread, can, actions, forking, rewinding });
  const hasEnded = (thread.view?.turns.length ?? 0) > (thread.view?.state.turn ? 1 : 0);
  const failed = [stopping, rewinding].find((action) => action.problem) ?? forking;

  if (deletion) return <Deleted deletion={deletion} />;
  if (thread.problem && !thread.view) return <Unreachable problem={thread.problem} onRetry={() => setAttempt(attempt + 1)} />;
  const view = ready ? thread.view : undefined;
  // The failure of the last turn says it already.
  const told = view?.turns.at(-1)?.turn.failure?.code === 'PROJECT_DIRECTORY_MISSING';
  const waiting = view?.turns.at(-1)?.requests.filter((request) => request.state === 'open' || request.state === 'answering') ?? [];
  return (
    <Beside summary={summary} forceStop={force}>
      {summary && description ? (
        <ThreadHeader
          summary={summary}
          description={description}
          project={project}
          canStop={description.actions.includes('interrupt') || description.word === 'stopping'}
          onStop={stop}
          forceStop={force}
          onFork={again.fork && hasEnded ? () => again.fork?.() : undefined}
        />
      ) : (
        <ViewHeader>
          <span className="sr-only">Loading the thread</span>
        </ViewHeader>
      )}
      {view && description ? (
        <AgainContext value={again}>
          <Timeline
            threadId={threadId}
            thread={thread}
            description={description}
            root={project?.path}
            actions={actions}
            goTo={goTo}
            empty={<Empty />}
          />
        </AgainContext>
      ) : (
        <Unopened threadId={threadId} />
      )}
      <div className="dock column flex-none pt-1.5 pb-4">
        {(thread.problem || failed.problem) && (
          <div className="mb-2.5">
            <ProblemNote
              problem={thread.problem ?? failed.problem ?? { code: 'INTERNAL', message: '' }}
              mending={{
                reload: () => setAttempt(attempt + 1),
                ...(failed !== stopping && !thread.problem ? {} : { 'try-again': thread.problem ? () => setAttempt(attempt + 1) : stop }),
                stop,
                ...(force ? { 'force-stop': force } : {}),
              }}
              onDismiss={failed.problem ? failed.clear : undefined}
            />
          </div>
        )}
        {project && !project.available && !told && (
          <div className="mb-2.5">
            <MissingDirectory project={project} />
          </div>
        )}
        {provider && !isUsable(provider) && (
          <div className="mb-2.5">
            <ProviderNote provider={provider} />
          </div>
        )}
        {(description?.word === 'quiet' || description?.word === 'unverified') && <AskNow threadId={threadId} word={description.word} />}
        <PinnedRequests threadId={threadId} requests={waiting} doing={summary?.doing} />
        {summary?.archivedAt !== undefined ? (
          <Archived threadId={threadId} />
        ) : (
          <Composer
            threadId={threadId}
            state={view?.state}
            underway={view?.underway}
            description={description}
            asking={waiting.some((request) => request.state === 'open')}
            settings={summary?.settings}
          />
        )}
      </div>
      <Suspense>{forcing && summary && <ForceStop summary={summary} onClose={() => setForcing(false)} />}</Suspense>
    </Beside>
  );
}

/** `?turn=4`: the number of a turn. */
function useTurnInAddress(): number | undefined {
  const turn = useSearchParams().get('turn');
  return turn !== null && /^[1-9]\d{0,8}$/.test(turn) ? Number(turn) : undefined;
}

/** Stop shows its effect at once (rule 31): the view has it predicted, until the server's events confirm it or say why not. */
function useStop(threadId: ThreadId, summary: ThreadSummary | undefined, view: ThreadView | undefined) {
  const now = useNow(5_000);
  const turnId = view?.state.turn?.turnId;
  const description = useMemo(() => {
    if (!summary) return undefined;
    const told = describe(summary, now);
    // The server has not got this turn yet: nobody starts it.
    return told.word === 'starting' && turnId && isPredicted(turnId) ? sending(told) : told;
  }, [summary, now, turnId]);
  const stopping = useAction(() => port().interrupt(threadId, view?.state.version));
  const canStop = description?.actions.includes('interrupt') ?? false;
  const stop = () => void stopping.run();
  useEffect(() => {
    if (!canStop) return;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (
        event.key !== 'Escape' ||
        event.defaultPrevented ||
        event.isComposing ||
        target?.closest('[role="dialog"], [role="alertdialog"], [role="menu"], dialog')
      )
        return;
      event.preventDefault();
      stop();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  return { description, stop, stopping };
}

function sending({ reason: _, ...told }: Description): Description {
  return { ...told, label: 'Sending' };
}

/** A thread that is not there yet: what was sent to it, as the first message of a new one is, else that it loads. */
function Unopened({ threadId }: { readonly threadId: ThreadId }) {
  const first = useDraft(threadId).outgoing.find((message) => !message.problem);
  if (first) return <Opening text={first.text} attachments={first.attachments} label="Sending" />;
  return (
    <div className="min-h-0 flex-1">
      <div className="column pt-10">
        <Skeleton rows={5} label="Loading the thread" />
      </div>
    </div>
  );
}

function Empty() {
  return (
    <div className="pb-16 text-ink-2">
      <p className="font-medium text-ink">Nothing here yet.</p>
      <p>Write what you want done. The agent works in the project’s directory, and every step shows up on this line.</p>
    </div>
  );
}

/** Rule 17: what can be done about a turn of which nothing is heard, beside stopping it. */
function AskNow({ threadId, word }: { readonly threadId: ThreadId; readonly word: 'quiet' | 'unverified' }) {
  const ask = useAction(() => port().reconcile(threadId));
  const said =
    word === 'quiet' ? 'The agent says that it works, and has said nothing else for minutes.' : 'It is not known whether the agent works.';
  return (
    <p className="mb-2.5 flex flex-wrap items-baseline gap-x-3 text-[12.5px] text-ink-2">
      {said}
      <Button kind="link" disabled={ask.busy} onClick={() => void ask.run()}>
        Ask it now
      </Button>
      {ask.problem && <span className="text-bad">{ask.problem.message}</span>}
    </p>
  );
}

function Archived({ threadId }: { readonly threadId: ThreadId }) {
  const action = useAction(() => port().unarchive(threadId));
  return (
    <div className="flex items-center justify-between gap-3 rounded-xl border border-line bg-panel px-3.5 py-2.5 text-[13px] text-ink-2">
      <span>{action.problem ? action.problem.message : 'This thread is archived. It can be read, not written to.'}</span>
      <Button disabled={action.busy} onClick={() => void action.run()}>
        Unarchive
      </Button>
    </div>
  );
}

function Unreachable({ problem, onRetry }: { readonly problem: Problem; readonly onRetry: () => void }) {
  const href = useNewThreadHref();
  const router = useRouter();
  return (
    <>
      <ViewHeader>
        <h1 className="text-[15px] font-semibold">This thread cannot be shown</h1>
      </ViewHeader>
      <div className="column pt-10">
        <ProblemNote problem={problem} mending={{ 'new-thread': () => router.push(href), 'try-again': onRetry, reload: onRetry }} />
        <p className="mt-4 text-[13px] text-ink-2">
          <Link href="/overview" className="underline underline-offset-3">
            All threads
          </Link>
        </p>
      </div>
    </>
  );
}
