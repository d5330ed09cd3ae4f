import type { ThreadId } from '@plumbline/lifecycle';
import { memo } from 'react';
import { ChangeCard } from './ChangeCard.tsx';
import { CommandCard } from './CommandCard.tsx';
import type { ToolItem } from './frame.tsx';
import { toolKind } from './input.ts';
import { LineCard } from './LineCard.tsx';
import { TodoList } from './TodoList.tsx';

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
    case 'skill':
    case 'question':
    case 'other':
      return <LineCard item={item} threadId={threadId} root={root} kind={kind} />;
    default:
      return kind satisfies never;
  }
});
