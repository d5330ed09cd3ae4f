'use client';

import { type Task, type ThreadId, type ThreadState, tasksOf } from '@plumbline/lifecycle';
import { useState } from 'react';
import { useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Age } from '../parts/Age.tsx';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';

/** Work that outlived its turn: never shown as gone, each with a stop of its own (rule 12). */
export function Tasks({ threadId, state }: { readonly threadId: ThreadId; readonly state: ThreadState | undefined }) {
  const tasks = state ? tasksOf(state) : [];
  if (tasks.length === 0) return null;
  return (
    <ul
      aria-label="Left running"
      className="mb-2.5 max-h-[22dvh] overflow-y-auto rounded-[10px] border border-line text-[12.5px] text-ink-2"
    >
      {tasks.map((task) => (
        <TaskRow key={task.taskId} threadId={threadId} task={task} />
      ))}
    </ul>
  );
}

function TaskRow({ threadId, task }: { readonly threadId: ThreadId; readonly task: Task }) {
  const stop = useAction((force: boolean) => port().stopTask(threadId, task.taskId, force));
  const stopping = task.stop !== undefined;
  const force = stopping || task.problem !== undefined;
  // The second click of a double click on Stop must not fall on Force stop, which is there at once.
  const [settling, setSettling] = useState(false);
  const press = () => {
    setSettling(true);
    setTimeout(() => setSettling(false), 1_000);
    void stop.run(force);
  };
  return (
    <li data-task className="grid gap-1 border-line px-3 py-1.5 not-first:border-t">
      <span className="flex min-w-0 items-baseline gap-2">
        <span className="flex-none">{stopping ? 'Stopping…' : 'Left running'}</span>
        <code className="min-w-0 flex-1 truncate text-ink" title={task.title}>
          {task.title}
        </code>
        <Age since={task.startedAt} />
        <Button
          kind="link"
          className={force ? 'text-bad' : ''}
          disabled={settling || stop.busy || task.stop?.force === true}
          onClick={press}
        >
          {force ? 'Force stop' : 'Stop'}
        </Button>
      </span>
      {task.problem && !stopping && <span className="text-bad">It could not be stopped: {task.problem.message}</span>}
      {stop.problem && <ProblemNote problem={stop.problem} onDismiss={stop.clear} />}
    </li>
  );
}
