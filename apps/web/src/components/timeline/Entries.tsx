import type { Item, ThreadId } from '@plumbline/lifecycle';
import { memo, useMemo } from 'react';
import { type Entry, foldWork, type ItemEntry } from '../../state/turns.ts';
import { RequestRecord } from '../requests/RequestRecord.tsx';
import { AgentCard } from '../tools/AgentCard.tsx';
import { shortPath, textOf, toolKind } from '../tools/input.ts';
import { ToolCard } from '../tools/ToolCard.tsx';
import { chunksOf } from './chunks.ts';
import { Offstage } from './Offstage.tsx';
import { AssistantText, Notice, Plan, Reasoning } from './texts.tsx';
import { UserMessage } from './UserMessage.tsx';
import { WorkFold } from './WorkFold.tsx';

/** Where the entries stand. */
interface Place {
  readonly threadId: ThreadId;
  /** The project's directory, to shorten paths. */
  readonly root: string | undefined;
  /** The turn was interrupted: what is unfinished was stopped. */
  readonly interrupted: boolean;
}

/** The entries of a whole turn, in chunks that are put away out of sight; `live`: it still grows. */
export function TurnEntries({ entries, live, ...place }: Place & { readonly entries: readonly Entry[]; readonly live: boolean }) {
  const chunks = useMemo(() => chunksOf(foldWork(entries, isStep)), [entries]);
  return (
    <div className={column}>
      {chunks.map(({ key, entries: within }) => (
        <Offstage key={key} keep={live} className={column}>
          {within.map((entry) => viewOf(entry, place))}
        </Offstage>
      ))}
    </div>
  );
}

const column = 'grid grid-cols-[minmax(0,1fr)] gap-1';

/** What happened, in order; a long stretch of work is folded. */
function Entries({ entries, ...place }: Place & { readonly entries: readonly Entry[] }) {
  const folded = useMemo(() => foldWork(entries, isStep), [entries]);
  return <div className={column}>{folded.map((entry) => viewOf(entry, place))}</div>;
}

function viewOf(entry: Entry, place: Place) {
  switch (entry.kind) {
    case 'item':
      return <ItemView key={entry.item.itemId} entry={entry} {...place} />;
    case 'request':
      return <RequestRecord key={entry.request.requestId} request={entry.request} />;
    case 'work':
      return (
        <WorkFold key={`work-${entry.steps[0]?.item.itemId}`} steps={entry.steps}>
          <div className={column}>
            {entry.steps.map((step) => (
              <ItemView key={step.item.itemId} entry={step} {...place} />
            ))}
          </div>
        </WorkFold>
      );
    default:
      return entry satisfies never;
  }
}

/** What is work on the way, and not something to be read for itself. */
function isStep(item: Item): boolean {
  if (item.kind === 'reasoning') return true;
  if (item.kind !== 'tool') return false;
  const kind = toolKind(item.tool);
  return kind !== 'todo' && kind !== 'agent' && kind !== 'question';
}

/** An item with what stands within it. One that has nothing in it is drawn again only when it changes. */
function ItemView({ entry: { item, within }, ...place }: Place & { readonly entry: ItemEntry }) {
  if (item.kind !== 'tool' || (toolKind(item.tool) !== 'agent' && within.length === 0)) return <Plain item={item} {...place} />;
  return (
    <div data-item-kind="tool" data-status={item.status} data-item-result={item.result}>
      <AgentCard item={item} steps={within.length} now={nowOf(within, place.root)}>
        <Entries entries={within} {...place} />
      </AgentCard>
    </div>
  );
}

function nowOf(entries: readonly Entry[], root: string | undefined): string | undefined {
  const last = entries.findLast((entry) => entry.kind === 'item');
  if (!last) return undefined;
  const { item } = last;
  if (item.kind !== 'tool') return item.text.trimEnd().split('\n').at(-1);
  const subject = textOf(item.input, 'command', 'filePath', 'path', 'pattern', 'url', 'description') ?? item.title;
  return `${item.tool} ${shortPath(subject, root)}`;
}

const Plain = memo(function Plain({ item, threadId, root, interrupted }: Place & { readonly item: Item }) {
  // Words that were never told: of a sub-agent that ended before they were whole.
  if (item.kind !== 'tool' && item.status === 'partial' && item.text === '') return null;
  return (
    <div data-item-kind={item.kind} data-status={item.status} data-item-result={item.kind === 'tool' ? item.result : undefined}>
      <Content item={item} threadId={threadId} root={root} />
      <Marks item={item} interrupted={interrupted} />
    </div>
  );
});

function Content({ item, threadId, root }: { readonly item: Item } & Pick<Place, 'threadId' | 'root'>) {
  switch (item.kind) {
    case 'user':
      return <UserMessage text={item.text} attachments={item.attachments} at={item.createdAt} itemId={item.itemId} />;
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
