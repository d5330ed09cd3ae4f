import type { ToolContent } from '@plumbline/lifecycle';
import { listOf, textOf } from './input.ts';

/** The agent's list of steps, with what is done, under way, and left. */
export function TodoList({ item }: { readonly item: ToolContent }) {
  const todos = (listOf(item.input, 'todos') ?? []).map((todo) => ({
    text: textOf(todo, 'content') ?? '',
    status: textOf(todo, 'status') ?? 'pending',
  }));
  const done = todos.filter((todo) => todo.status === 'completed').length;
  return (
    <div className="my-1 rounded-[10px] border border-line bg-card px-3 py-2 text-[13px]">
      <div className="figures mb-1 text-xs text-ink-3">
        Plan, {done} of {todos.length} done
      </div>
      <ul className="grid gap-0.5">
        {todos.map((todo, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other identity than their place
          <li key={at} className="flex items-start gap-2.5">
            <StepMark status={todo.status} />
            <span className={todo.status === 'completed' ? 'text-ink-3' : todo.status === 'cancelled' ? 'text-ink-3 line-through' : ''}>
              {todo.text}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function StepMark({ status }: { readonly status: string }) {
  const label = { completed: 'Done', in_progress: 'Under way', cancelled: 'Dropped' }[status] ?? 'To do';
  return (
    <svg width="13" height="13" viewBox="0 0 13 13" role="img" aria-label={label} className="mt-[4px] flex-none">
      <rect
        x="1"
        y="1"
        width="11"
        height="11"
        rx="3"
        fill="none"
        stroke={status === 'in_progress' ? 'var(--accent)' : 'var(--line-2)'}
        strokeWidth="1.3"
      />
      {status === 'completed' && (
        <path
          d="M3.6 6.7 5.7 8.7 9.5 4.5"
          fill="none"
          stroke="var(--ink-2)"
          strokeWidth="1.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
      {status === 'in_progress' && <circle cx="6.5" cy="6.5" r="2.2" fill="var(--accent)" />}
    </svg>
  );
}
