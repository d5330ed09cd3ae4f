import type { Item, ThreadId, ToolContent, ToolResult } from '@plumbline/lifecycle';
import { Bot, CircleHelp, FilePen, FilePlus, FileText, Folder, Globe, type LucideIcon, Search, Terminal, Wrench } from 'lucide-react';
import { memo, type ReactNode, useMemo, useState } from 'react';
import { formatSpan } from '../../state/format.ts';
import { Age } from '../parts/Age.tsx';
import { countChanges, type DiffLine, diffLines, looksLikePatch, patchLines } from './diff.ts';
import { listOf, shortPath, type ToolKind, textOf, toolKind } from './input.ts';
import { Output } from './Output.tsx';
import { TodoList } from './TodoList.tsx';

type ToolItem = Extract<Item, { kind: 'tool' }>;

interface Props {
  readonly item: ToolItem;
  readonly threadId: ThreadId;
  /** The project's directory, to shorten paths. */
  readonly root: string | undefined;
}

/** One tool call, by what it does. A kind that is not known shows its name, input and output. */
export const ToolCard = memo(function ToolCard({ item, threadId, root }: Props) {
  const kind = toolKind(item.tool);
  switch (kind) {
    case 'command':
      return <CommandCard item={item} threadId={threadId} />;
    case 'write':
    case 'edit':
    case 'patch':
      return <ChangeCard item={item} threadId={threadId} root={root} kind={kind} />;
    case 'todo':
      return <TodoList item={item} />;
    case 'read':
    case 'search':
    case 'files':
    case 'fetch':
    case 'agent':
    case 'question':
    case 'other':
      return <LineCard item={item} threadId={threadId} root={root} kind={kind} />;
    default:
      return kind satisfies never;
  }
});

const commandVerbs: Record<ToolResult, string> = {
  pending: 'Running',
  running: 'Running',
  ok: 'Ran',
  failed: 'Ran',
  denied: 'Not run',
  cancelled: 'Stopped',
};

function CommandCard({ item, threadId }: { readonly item: ToolItem; readonly threadId: ThreadId }) {
  const command = textOf(item.input, 'command', 'cmd') ?? item.title;
  return (
    <Frame>
      <Head icon={Terminal} verb={commandVerbs[item.result]} item={item}>
        <code className="min-w-0 flex-1 truncate" title={command}>
          {command}
        </code>
      </Head>
      <Output threadId={threadId} output={item.output} />
    </Frame>
  );
}

function ChangeCard({ item, threadId, root, kind }: Props & { readonly kind: 'write' | 'edit' | 'patch' }) {
  const path = textOf(item.input, 'filePath', 'path', 'file_path') ?? item.title;
  const lines = useMemo(() => changeOf(item, kind), [item, kind]);
  const { added, removed } = useMemo(() => countChanges(lines), [lines]);
  const failed = item.result === 'failed' || item.result === 'denied' || item.result === 'cancelled';
  return (
    <Frame>
      <Head icon={kind === 'write' ? FilePlus : FilePen} verb={changeVerb(item.result, kind)} item={item}>
        <code className="min-w-0 flex-1 truncate" title={path}>
          {shortPath(path, root)}
        </code>
        <span className="figures flex-none font-mono text-xs">
          {added > 0 && <span className="text-ok">+{added}</span>} {removed > 0 && <span className="text-bad">−{removed}</span>}
        </span>
      </Head>
      {lines.length > 0 && !failed && <DiffView lines={lines} />}
      {failed && <Output threadId={threadId} output={item.output} />}
    </Frame>
  );
}

function changeVerb(result: ToolResult, kind: 'write' | 'edit' | 'patch'): string {
  if (result === 'pending' || result === 'running') return kind === 'write' ? 'Writing' : 'Editing';
  if (result === 'ok') return kind === 'write' ? 'Wrote' : 'Edited';
  return kind === 'write' ? 'Did not write' : 'Did not edit';
}

function changeOf(item: ToolContent, kind: 'write' | 'edit' | 'patch'): readonly DiffLine[] {
  if (kind === 'write') return diffLines('', textOf(item.input, 'content') ?? '');
  const before = textOf(item.input, 'oldString', 'old_string');
  const after = textOf(item.input, 'newString', 'new_string');
  if (before !== undefined && after !== undefined) return diffLines(before, after);
  const patch = textOf(item.input, 'patchText', 'patch', 'diff') ?? (looksLikePatch(item.output.preview) ? item.output.preview : '');
  return patchLines(patch);
}

const shownLines = 24;

function DiffView({ lines }: { readonly lines: readonly DiffLine[] }) {
  const [open, setOpen] = useState(false);
  const shown = open ? lines : lines.slice(0, shownLines);
  const hidden = lines.length - shown.length;
  return (
    <div className="border-t border-line bg-code">
      <pre className="output diff max-h-[520px]" data-scroll="both">
        {shown.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
          <div key={at} data-sign={line.sign}>
            {line.sign} {line.text}
          </div>
        ))}
      </pre>
      {hidden > 0 && (
        <button type="button" className="block w-full px-3 pb-2 text-left text-xs text-ink-3 hover:text-ink" onClick={() => setOpen(true)}>
          Show {hidden} more lines
        </button>
      )}
    </div>
  );
}

const lineIcons: Record<Exclude<ToolKind, 'command' | 'write' | 'edit' | 'patch' | 'todo'>, LucideIcon> = {
  read: FileText,
  search: Search,
  files: Folder,
  fetch: Globe,
  agent: Bot,
  question: CircleHelp,
  other: Wrench,
};

type LineKind = keyof typeof lineIcons;

/** Tools that are read in one line; their input and output unfold. */
function LineCard({ item, threadId, root, kind }: Props & { readonly kind: LineKind }) {
  const [open, setOpen] = useState(item.result === 'failed');
  const { verb, subject } = lineOf(item, kind, root);
  const Icon = lineIcons[kind];
  return (
    <div className={open ? 'card-open' : ''}>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="-mx-2 flex w-[calc(100%+16px)] items-center gap-2.5 rounded-lg px-2 py-[3px] text-left text-[13px] text-ink-2 hover:bg-hover"
      >
        <Icon size={14} aria-hidden="true" className="flex-none text-ink-3" />
        <span className="flex-none">{verb}</span>
        <code className="min-w-0 flex-1 truncate text-[12.5px] text-ink">{subject}</code>
        <Result item={item} />
      </button>
      {open && (
        <div className="my-1.5 overflow-hidden rounded-[9px] border border-line">
          {kind === 'other' && <pre className="output bg-code">{JSON.stringify(item.input, null, 2)}</pre>}
          {item.output.preview === '' && kind !== 'other' && <p className="px-3 py-2 text-xs text-ink-3">No output.</p>}
          <div className="-mt-px">
            <Output threadId={threadId} output={item.output} />
          </div>
        </div>
      )}
    </div>
  );
}

function lineOf(item: ToolContent, kind: LineKind, root: string | undefined): { readonly verb: string; readonly subject: string } {
  const { input, title } = item;
  switch (kind) {
    case 'read':
      return { verb: 'Read', subject: shortPath(textOf(input, 'filePath', 'path', 'file_path') ?? title, root) };
    case 'search':
      return { verb: 'Searched', subject: textOf(input, 'pattern', 'query') ?? title };
    case 'files':
      return { verb: 'Listed', subject: textOf(input, 'pattern') ?? shortPath(textOf(input, 'path') ?? title, root) };
    case 'fetch':
      return { verb: 'Fetched', subject: textOf(input, 'url') ?? title };
    case 'agent':
      return { verb: 'Sub-agent', subject: textOf(input, 'description') ?? title };
    case 'question':
      return { verb: 'Asked', subject: textOf(listOf(input, 'questions')?.[0], 'question') ?? title };
    case 'other':
      return { verb: item.tool, subject: title === item.tool ? '' : title };
    default:
      return kind satisfies never;
  }
}

function Frame({ children }: { readonly children: ReactNode }) {
  return <div className="my-1 overflow-hidden rounded-[10px] border border-line bg-card">{children}</div>;
}

function Head({
  icon: Icon,
  verb,
  item,
  children,
}: {
  readonly icon: LucideIcon;
  readonly verb: string;
  readonly item: ToolItem;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex h-[34px] items-center gap-2.5 px-3 text-[13px] text-ink-2 [&>code]:text-[12.5px] [&>code]:text-ink">
      <Icon size={14} aria-hidden="true" className="flex-none text-ink-3" />
      <span className="flex-none">{verb}</span>
      {children}
      <Result item={item} />
    </div>
  );
}

/** How a call stands; says nothing when all went well and it was quick. */
function Result({ item }: { readonly item: ToolItem }) {
  const took = item.completedAt === undefined ? undefined : item.completedAt - item.createdAt;
  switch (item.result) {
    case 'pending':
    case 'running':
      return (
        <span className="flex flex-none items-center gap-1.5 text-xs text-accent">
          <Age since={item.createdAt} />
        </span>
      );
    case 'ok':
      return (
        <span className="figures flex flex-none items-center gap-2 text-xs text-ink-3">
          {item.exitCode !== undefined && item.exitCode !== 0 && <span className="font-medium text-bad">exit {item.exitCode}</span>}
          {took !== undefined && took >= 1_000 && formatSpan(took)}
        </span>
      );
    case 'failed':
      return (
        <span className="figures flex-none text-xs font-medium text-bad">
          {item.exitCode === undefined ? 'failed' : `exit ${item.exitCode}`}
        </span>
      );
    case 'denied':
      return <span className="flex-none text-xs text-ink-3">denied</span>;
    case 'cancelled':
      return <span className="flex-none text-xs text-ink-3">cancelled</span>;
    default:
      return item.result satisfies never;
  }
}
