import type { Millis, TaskId } from '../ids.ts';
import { type Task, type ThreadState, taskLimit } from '../state.ts';
import { without } from '../without.ts';
import type { Of } from './of.ts';
import { isBound } from './session.ts';

/** The tasks of a thread, oldest first. */
export function tasksOf({ tasks = {} }: Pick<ThreadState, 'tasks'>): readonly Task[] {
  return Object.values(tasks).sort((a, b) => a.startedAt - b.startedAt);
}

export function taskStarted(state: ThreadState, event: Of<'task.started'>, at: Millis): ThreadState {
  const { taskId, title, epoch, pid } = event;
  const { tasks = {} } = state;
  if (tasks[taskId] || Object.keys(tasks).length >= taskLimit || !isBound(state.session) || epoch !== state.session.epoch) return state;
  return { ...state, tasks: { ...tasks, [taskId]: { taskId, title, epoch, startedAt: at, ...(pid === undefined ? {} : { pid }) } } };
}

export function taskStopRequested(state: ThreadState, event: Of<'task.stop-requested'>, at: Millis): ThreadState {
  return change(state, event.taskId, (task) => ({ ...without(task, 'problem'), stop: { requestedAt: at, force: event.force } }));
}

export function taskStopFailed(state: ThreadState, event: Of<'task.stop-failed'>): ThreadState {
  return change(state, event.taskId, (task) => ({ ...without(task, 'stop'), problem: event.failure }));
}

export function taskEnded(state: ThreadState, event: Of<'task.ended'>): ThreadState {
  const { tasks } = state;
  return tasks?.[event.taskId] ? withTasks(state, without(tasks, event.taskId)) : state;
}

function change(state: ThreadState, taskId: TaskId, next: (task: Task) => Task): ThreadState {
  const task = state.tasks?.[taskId];
  return task ? withTasks(state, { ...state.tasks, [taskId]: next(task) }) : state;
}

function withTasks(state: ThreadState, tasks: Readonly<Record<TaskId, Task>>): ThreadState {
  return Object.keys(tasks).length === 0 ? without(state, 'tasks') : { ...state, tasks };
}
