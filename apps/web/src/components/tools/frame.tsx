import type { Item } from '@plumbline/lifecycle';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatSpan } from '../../state/format.ts';
import { Age } from '../parts/Age.tsx';

export type ToolItem = Extract<Item, { kind: 'tool' }>;

export function Frame({ children }: { readonly children: ReactNode }) {
  return <div className="my-1 overflow-hidden rounded-[10px] border border-line bg-card">{children}</div>;
}

interface HeadProps {
  readonly icon: LucideIcon;
  readonly verb: string;
  readonly item: ToolItem;
  readonly children: ReactNode;
}

export function Head({ icon: Icon, verb, item, children }: HeadProps) {
  return (
    <div className="flex h-[34px] items-center gap-2.5 px-3 text-[13px] text-ink-2 [&>code]:text-[12.5px] [&>code]:text-ink">
      <Icon size={14} aria-hidden="true" className="flex-none text-ink-3" />
      <span className="flex-none">{verb}</span>
      {children}
      <Result item={item} />
    </div>
  );
}

interface LineProps {
  readonly icon: LucideIcon;
  readonly verb: string;
  readonly subject: string;
  readonly open: boolean;
  readonly end: ReactNode;
  onToggle(): void;
}

/** A call that is read in one line; a click unfolds it. */
export function LineHead({ icon: Icon, verb, subject, open, end, onToggle }: LineProps) {
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={onToggle}
      className="-mx-2 flex w-[calc(100%+16px)] items-center gap-2.5 rounded-lg px-2 py-[3px] text-left text-[13px] text-ink-2 hover:bg-hover"
    >
      <Icon size={14} aria-hidden="true" className="flex-none text-ink-3" />
      <span className="flex-none">{verb}</span>
      <code className="min-w-0 flex-1 truncate text-[12.5px] text-ink">{subject}</code>
      {end}
    </button>
  );
}

/** How a call stands; says nothing when all went well and it was quick. */
export function Result({ item }: { readonly item: ToolItem }) {
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
          {item.note}
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
