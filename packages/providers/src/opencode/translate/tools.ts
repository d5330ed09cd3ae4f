import type { ToolContent, ToolResult } from '@plumbline/lifecycle';
import type { ToolSignal } from '../../contract.ts';
import type { PartOf } from '../native.ts';

type ToolPart = PartOf<'tool'>;

/** UTF-16 units of running output that are passed on: the end, since it is told again and again as it grows. */
const tailLimit = 16_384;
const titleLimit = 300;

/** What is known of a tool call beyond its part. */
export interface ToolFacts {
  /** The user refused it. */
  readonly denied: boolean;
  /** The session was aborted while it ran. */
  readonly aborted: boolean;
}

export function toolSignal(part: ToolPart, facts: ToolFacts): ToolSignal {
  const exitCode = exitCodeOf(part);
  return {
    kind: 'tool',
    callId: part.callID,
    tool: part.tool,
    title: titleOf(part),
    input: part.state.input,
    result: resultOf(part, facts),
    output: outputOf(part),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...noteOf(part),
    ...patchOf(part),
  };
}

/** The content with which a tool's item starts. */
export function toolContent(part: ToolPart): ToolContent {
  return { ...toolSignal(part, { denied: false, aborted: false }), output: { preview: '', bytes: 0 } };
}

export const isToolEnded = (part: ToolPart): boolean => part.state.status === 'completed' || part.state.status === 'error';

function resultOf(part: ToolPart, facts: ToolFacts): ToolResult {
  const { state } = part;
  switch (state.status) {
    case 'pending':
      return 'pending';
    case 'running':
      return 'running';
    case 'completed':
      // An aborted command is told as completed, without an exit code.
      return facts.aborted && part.tool === 'bash' && exitCodeOf(part) === undefined ? 'cancelled' : 'ok';
    case 'error':
      if (state.metadata?.interrupted === true) return 'cancelled';
      if (facts.denied) return 'denied';
      return facts.aborted ? 'cancelled' : 'failed';
  }
}

function outputOf(part: ToolPart): string {
  const { state } = part;
  switch (state.status) {
    case 'pending':
      return '';
    case 'running':
      return text(state.metadata?.output).slice(-tailLimit);
    case 'completed':
      return state.output;
    case 'error':
      return state.error;
  }
}

function exitCodeOf(part: ToolPart): number | undefined {
  if (part.state.status !== 'completed') return undefined;
  const exit = part.state.metadata.exit;
  return typeof exit === 'number' ? exit : undefined;
}

/** What came of it in a few words, where its output says it in many. */
function noteOf(part: ToolPart): { note?: string } {
  if (part.state.status !== 'completed') return {};
  const { metadata } = part.state;
  switch (part.tool) {
    case 'grep':
      return counted(metadata.matches, 'match', 'matches');
    case 'glob':
      return counted(metadata.count, 'file', 'files');
    case 'read':
      return readLines(metadata.display);
    default:
      return {};
  }
}

function counted(count: unknown, one: string, many: string): { note?: string } {
  return typeof count === 'number' ? { note: count === 0 ? `no ${many}` : `${count} ${count === 1 ? one : many}` } : {};
}

function readLines(display: unknown): { note?: string } {
  const { lineStart, lineEnd, totalLines } = (display ?? {}) as Partial<Record<'lineStart' | 'lineEnd' | 'totalLines', unknown>>;
  if (typeof lineStart !== 'number' || typeof lineEnd !== 'number' || typeof totalLines !== 'number') return {};
  if (lineStart <= 1 && lineEnd >= totalLines) return counted(totalLines, 'line', 'lines');
  return { note: `lines ${lineStart}–${lineEnd} of ${totalLines}` };
}

function patchOf({ state }: ToolPart): { patch?: string } {
  const patch = 'metadata' in state ? text(state.metadata?.diff) : '';
  return patch === '' ? {} : { patch };
}

/** One line for people: what it works on, else OpenCode's own title, else the tool's name. */
function titleOf(part: ToolPart): string {
  const { state } = part;
  const own = state.status === 'running' || state.status === 'completed' ? text(state.title) : '';
  const line = subjectOf(part.tool, state.input) || own || part.tool;
  return oneLine(line);
}

function subjectOf(tool: string, input: Record<string, unknown>): string {
  const given = (name: string) => text(input[name]);
  switch (tool) {
    case 'bash':
      return given('command');
    case 'edit':
    case 'write':
    case 'read':
      return given('filePath');
    case 'grep':
    case 'glob':
      return [given('pattern'), given('path')].filter(Boolean).join(' in ');
    case 'list':
      return given('path');
    case 'webfetch':
      return given('url');
    case 'websearch':
      return given('query');
    case 'task':
      return given('description');
    case 'skill':
      return given('name');
    default:
      return '';
  }
}

function oneLine(value: string): string {
  const first = value.trim().split('\n', 1)[0] ?? '';
  return first.length > titleLimit ? `${first.slice(0, titleLimit - 1)}…` : first;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The list that `todowrite` keeps, as Markdown; null when it holds none. */
export function planOf(part: ToolPart): string | null {
  const todos = part.state.input.todos;
  if (!Array.isArray(todos)) return null;
  const lines = todos.flatMap((todo: unknown) => {
    if (typeof todo !== 'object' || todo === null) return [];
    const { content, status } = todo as { content?: unknown; status?: unknown };
    return typeof content === 'string' ? [`- [${markOf(status)}] ${content}${status === 'in_progress' ? ' (in progress)' : ''}`] : [];
  });
  return lines.join('\n');
}

const markOf = (status: unknown): string => (status === 'completed' ? 'x' : status === 'cancelled' ? '-' : ' ');
