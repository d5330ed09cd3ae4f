import type { Description, Item, ThreadId } from '@plumbline/lifecycle';
import { memo, type RefObject, useEffect, useMemo, useRef } from 'react';
import type { TurnRows } from '../../state/port.ts';
import { entriesOf, promptOf } from '../../state/turns.ts';
import { Weight } from '../parts/StateMark.tsx';
import { RequestRecord } from '../requests/RequestRecord.tsx';
import { ToolCard } from '../tools/ToolCard.tsx';
import { TurnFoot } from './TurnFoot.tsx';
import { AssistantText, Notice, Plan, Reasoning, UserMessage } from './texts.tsx';

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
    <article ref={frame} aria-label={`Turn ${turn.number}`} data-turn-state={turn.state} data-settled={settled} className="turn pb-7">
      <h2 className="sr-only">Turn {turn.number}</h2>
      {settled && <Weight state={turn.state} />}
      {turn.origin === 'provider' && <p className="mb-2 text-[13px] text-ink-3">Begun by the agent itself.</p>}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
        {entries.map((entry) =>
          entry.kind === 'item' ? (
            <ItemEntry
              key={entry.item.itemId}
              item={entry.item}
              threadId={threadId}
              root={root}
              interrupted={turn.state === 'interrupted'}
            />
          ) : (
            <RequestRecord key={entry.request.requestId} request={entry.request} />
          ),
        )}
      </div>
      <TurnFoot view={view} prompt={prompt} actions={actions} description={description} />
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

interface EntryProps {
  readonly item: Item;
  readonly threadId: ThreadId;
  readonly root: string | undefined;
  readonly interrupted: boolean;
}

const ItemEntry = memo(function ItemEntry({ item, threadId, root, interrupted }: EntryProps) {
  return (
    <div data-item-kind={item.kind} data-status={item.status} data-item-result={item.kind === 'tool' ? item.result : undefined}>
      <ItemView item={item} threadId={threadId} root={root} />
      <Marks item={item} interrupted={interrupted} />
    </div>
  );
});

function ItemView({ item, threadId, root }: { readonly item: Item; readonly threadId: ThreadId; readonly root: string | undefined }) {
  switch (item.kind) {
    case 'user':
      return <UserMessage text={item.text} at={item.createdAt} />;
    case 'assistant':
      return <AssistantText text={item.text} streaming={item.status === 'streaming'} />;
    case 'reasoning':
      return <Reasoning item={item} text={item.text} />;
    case 'plan':
      return <Plan text={item.text} />;
    case 'notice':
      return <Notice text={item.text} />;
    case 'tool':
      return <ToolCard item={item} threadId={threadId} root={root} />;
    default:
      return item satisfies never;
  }
}

/** What the reader must know about a text that is not whole. */
function Marks({ item, interrupted }: { readonly item: Item; readonly interrupted: boolean }) {
  const gap = item.gap && item.status !== 'done';
  const partial = item.status === 'partial' && item.kind !== 'tool';
  if (!gap && !partial) return null;
  return (
    <p className="mt-1 flex items-center gap-2 text-xs text-ink-3">
      <span aria-hidden="true" className="h-px w-4 border-t border-dashed border-ink-3" />
      {gap
        ? 'Text is missing here; it is filled in when the agent ends it.'
        : interrupted
          ? 'It was stopped here.'
          : 'It ends here, unfinished.'}
    </p>
  );
}
