import type { ThreadId, ToolContent } from '@plumbline/lifecycle';
import { BookOpen, Bot, CircleHelp, FileText, Folder, Globe, type LucideIcon, Search, Wrench } from 'lucide-react';
import { useState } from 'react';
import { LineHead, Result, type ToolItem } from './frame.tsx';
import { fileOf, listOf, shortPath, type ToolKind, textOf } from './input.ts';
import { Output } from './Output.tsx';

const icons: Record<Exclude<ToolKind, 'command' | 'write' | 'edit' | 'patch' | 'todo'>, LucideIcon> = {
  read: FileText,
  search: Search,
  files: Folder,
  fetch: Globe,
  agent: Bot,
  skill: BookOpen,
  question: CircleHelp,
  other: Wrench,
};

type LineKind = keyof typeof icons;

interface Props {
  readonly item: ToolItem;
  readonly threadId: ThreadId;
  readonly root: string | undefined;
  readonly kind: LineKind;
}

/** Tools that are read in one line; their input and output unfold. */
export function LineCard({ item, threadId, root, kind }: Props) {
  const [open, setOpen] = useState(item.result === 'failed');
  const { verb, subject } = lineOf(item, kind, root);
  return (
    <div className={open ? 'card-open' : ''}>
      <LineHead icon={icons[kind]} verb={verb} subject={subject} open={open} end={<Result item={item} />} onToggle={() => setOpen(!open)} />
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
      return { verb: 'Read', subject: shortPath(fileOf(item), root) };
    case 'search':
      return { verb: 'Searched', subject: textOf(input, 'pattern', 'query') ?? title };
    case 'files':
      return { verb: 'Listed', subject: textOf(input, 'pattern') ?? shortPath(textOf(input, 'path') ?? title, root) };
    case 'fetch':
      return { verb: 'Fetched', subject: textOf(input, 'url') ?? title };
    case 'agent':
      return { verb: 'Sub-agent', subject: textOf(input, 'description') ?? title };
    case 'skill':
      return { verb: 'Skill', subject: textOf(input, 'name', 'skill') ?? title };
    case 'question':
      return { verb: 'Asked', subject: textOf(listOf(input, 'questions')?.[0], 'question') ?? title };
    case 'other':
      return { verb: item.tool, subject: title === item.tool ? '' : title };
    default:
      return kind satisfies never;
  }
}
