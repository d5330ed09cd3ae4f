import { describe, type ThreadId, type ThreadSummary } from '@plumbline/lifecycle';
import { serverNow } from '../../state/clock.ts';
import { formatAgo } from '../../state/format.ts';
import type { FoundMessage, Project } from '../../state/port.ts';

export type Piece = FoundMessage['snippet'][number];

/** One line of the palette. `value` is unique, and no one reads it. */
export interface PaletteEntry {
  readonly value: string;
  readonly icon: 'thread' | 'project' | 'action' | 'message';
  readonly label: string;
  /** Said behind it. */
  readonly aside?: string;
  /** Under it: where a message was found. */
  readonly found?: readonly Piece[];
  run(): void;
}

export interface PaletteGroup {
  readonly value: string;
  readonly items: readonly PaletteEntry[];
}

/** Lines of a group that are shown; typing on finds the others. */
const most = 8;

/** Every word stands in it, in any order and anywhere. */
export function matches(text: string, query: string): boolean {
  const among = text.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => among.includes(word));
}

export function threadEntries(
  threads: readonly ThreadSummary[],
  projects: readonly Project[],
  query: string,
  open: (threadId: ThreadId) => void,
): PaletteGroup {
  const titles = new Map(projects.map(({ projectId, title }) => [projectId, title]));
  const fitting = threads.filter((each) => matches(`${each.title} ${titles.get(each.projectId) ?? ''}`, query));
  const newest = fitting.toSorted((one, other) => other.lastActivityAt - one.lastActivityAt).slice(0, most);
  const items = newest.map((each): PaletteEntry => {
    const { label } = describe(each, serverNow());
    const where = titles.get(each.projectId);
    return {
      value: `thread ${each.threadId}`,
      icon: 'thread',
      label: each.title,
      aside: [label, where].filter((part) => part !== undefined).join(' · '),
      run: () => open(each.threadId),
    };
  });
  return { value: 'Threads', items };
}

export function entriesThatFit(value: string, entries: readonly PaletteEntry[], query: string): PaletteGroup {
  return { value, items: entries.filter((each) => matches(`${each.label} ${each.aside ?? ''}`, query)).slice(0, most) };
}

/** Words out of a Markdown text, in which its marks have no ends any more. */
const withoutMarks = (text: string) => text.replaceAll(/```\w*\s?|\*\*|`/g, '');

export function messageEntries(
  found: readonly FoundMessage[],
  now: number,
  open: (threadId: ThreadId, turn: number) => void,
): PaletteGroup {
  const items = found.map(
    (each): PaletteEntry => ({
      value: `message ${each.itemId}`,
      icon: 'message',
      label: each.title,
      aside: `turn ${each.turn} · ${formatAgo(each.at, now)}`,
      found: each.snippet.map((piece) => ({ ...piece, text: withoutMarks(piece.text) })),
      run: () => open(each.threadId, each.turn),
    }),
  );
  return { value: 'Messages', items };
}
