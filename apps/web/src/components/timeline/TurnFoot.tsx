import type { Description, ThreadId, TurnCause, TurnRow, Usage } from '@plumbline/lifecycle';
import { Link2 } from 'lucide-react';
import { useMemo } from 'react';
import { formatCost, formatCount, formatMoment, formatSpan } from '../../state/format.ts';
import type { TurnRows } from '../../state/port.ts';
import type { Prompt } from '../../state/turns.ts';
import { Changes } from '../changes/Changes.tsx';
import { changesOf } from '../changes/turnChanges.ts';
import { Age } from '../parts/Age.tsx';
import { Button } from '../parts/Button.tsx';
import { CopyButton } from '../parts/CopyButton.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { ForkButton } from './ForkMark.tsx';
import type { TurnActions } from './Turn.tsx';

interface Props {
  readonly view: TurnRows;
  readonly threadId: ThreadId;
  readonly prompt: Prompt | undefined;
  readonly actions: TurnActions | undefined;
  readonly description: Description | undefined;
}

/** How a turn ended, how long it took and what it used; while it lives, how it stands. One line in both cases. */
export function TurnFoot({ view, threadId, prompt, actions, description }: Props) {
  const { turn } = view;
  const failed = turn.state === 'error' && turn.failure;
  return (
    <footer className="pt-2">
      {failed && (
        <div className="mb-2">
          <ProblemNote problem={failed} mending={mendingOf(prompt, actions)} />
        </div>
      )}
      <p className="figures flex min-h-[20px] flex-wrap items-baseline gap-x-3.5 text-[12.5px] text-ink-3">
        {description ? <Living turn={turn} description={description} /> : <Settled view={view} threadId={threadId} />}
        {turn.state === 'interrupted' && actions && prompt !== undefined && (
          <Button kind="link" className="text-ink-2 !text-[12.5px]" onClick={() => actions.sendAgain(prompt)}>
            Send again
          </Button>
        )}
        {!description && (
          <span className="flex gap-0.5 self-center">
            <ForkButton turnId={turn.turnId} />
            <CopyButton
              text={() => `${location.origin}/threads/${threadId}?turn=${turn.number}`}
              label="Copy a link to this turn"
              icon={Link2}
              className="text-ink-3 pointer-fine:opacity-0 transition-opacity group-hover/turn:opacity-100 focus-visible:opacity-100"
            />
          </span>
        )}
      </p>
    </footer>
  );
}

function mendingOf(prompt: Prompt | undefined, actions: TurnActions | undefined) {
  if (!actions) return {};
  return {
    'choose-model': actions.chooseModel,
    'new-thread': actions.newThread,
    ...(actions.changePath ? { 'change-path': actions.changePath } : {}),
    ...(actions.forceStop ? { 'force-stop': actions.forceStop } : {}),
    ...(prompt === undefined
      ? {}
      : {
          'send-again': () => actions.sendAgain(prompt),
          edit: () => actions.edit(prompt),
          'go-on-fresh': () => actions.goOnFresh(prompt),
        }),
  };
}

function Living({ turn, description }: { readonly turn: TurnRow; readonly description: Description }) {
  const tone = description.tone === 'needs-you' ? 'text-warn' : 'text-accent';
  return (
    <>
      <span className={`font-medium ${tone}`}>{description.label}</span>
      {description.since !== undefined && <Age since={turn.startedAt ?? turn.requestedAt} />}
    </>
  );
}

function Settled({ view, threadId }: { readonly view: TurnRows; readonly threadId: ThreadId }) {
  const { turn } = view;
  const changes = useMemo(() => changesOf(view), [view]);
  if (turn.state === 'pending' || turn.state === 'running') return null;
  const took = (turn.completedAt ?? turn.requestedAt) - (turn.startedAt ?? turn.requestedAt);
  return (
    <>
      <span className="font-medium text-ink-2" title={turn.completedAt === undefined ? undefined : formatMoment(turn.completedAt)}>
        {outcomeOf(turn)}
      </span>
      <span>{formatSpan(took)}</span>
      {changes && <Changes threadId={threadId} changes={changes} title={`Turn ${turn.number}`} />}
      {turn.usage && <UsageText usage={turn.usage} />}
      {turn.inferred && (turn.cause === 'reconcile' || turn.cause === 'restart') && (
        <span title="Plumbline found out by asking; the agent did not say so itself.">found out by asking</span>
      )}
    </>
  );
}

function UsageText({ usage }: { readonly usage: Usage }) {
  const tokens = usage.input + usage.output + usage.reasoning + usage.cacheRead + usage.cacheWrite;
  const cost = formatCost(usage.cost);
  if (tokens === 0) return null;
  return (
    <>
      <span title={`${usage.input} in, ${usage.output} out, ${usage.reasoning} reasoning, ${usage.cacheRead} read from cache`}>
        {formatCount(tokens)} tokens
      </span>
      {cost && <span>{cost}</span>}
    </>
  );
}

const interruptedBy: Record<TurnCause, string> = {
  user: 'Stopped by you',
  guard: 'Stopped by the guard',
  provider: 'Interrupted by the agent',
  reconcile: 'Interrupted: the agent was gone',
  restart: 'Interrupted by a restart',
  exit: 'Interrupted: the agent ended',
  deadline: 'Stopped by force',
};

function outcomeOf(turn: TurnRow): string {
  if (turn.state === 'completed') return turn.cause === 'restart' ? 'Completed while Plumbline was away' : 'Completed';
  if (turn.state === 'error') return 'Failed';
  return turn.cause ? interruptedBy[turn.cause] : 'Interrupted';
}
