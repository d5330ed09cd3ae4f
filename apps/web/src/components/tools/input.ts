import type { ToolContent } from '@plumbline/lifecycle';

/** Reads a field of a tool's input, which is whatever the provider sent. */
export function textOf(input: unknown, ...names: readonly string[]): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  for (const name of names) {
    const value = (input as Record<string, unknown>)[name];
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}

/** The file that a tool reads or changes. */
export function fileOf({ input, title }: Pick<ToolContent, 'input' | 'title'>): string {
  return textOf(input, 'filePath', 'path', 'file_path') ?? title;
}

export function listOf(input: unknown, name: string): readonly unknown[] | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const value = (input as Record<string, unknown>)[name];
  return Array.isArray(value) ? value : undefined;
}

/** What a tool does, as the page shows it. `other`: shown with its name and its input. */
export type ToolKind =
  | 'command'
  | 'write'
  | 'edit'
  | 'patch'
  | 'read'
  | 'search'
  | 'files'
  | 'fetch'
  | 'todo'
  | 'agent'
  | 'skill'
  | 'question'
  | 'other';

const kinds: Readonly<Record<string, ToolKind>> = {
  bash: 'command',
  shell: 'command',
  write: 'write',
  edit: 'edit',
  multiedit: 'edit',
  patch: 'patch',
  apply_patch: 'patch',
  read: 'read',
  grep: 'search',
  websearch: 'search',
  glob: 'files',
  list: 'files',
  webfetch: 'fetch',
  todowrite: 'todo',
  todoread: 'todo',
  task: 'agent',
  skill: 'skill',
  question: 'question',
};

export function toolKind(tool: string): ToolKind {
  return kinds[tool.toLowerCase()] ?? 'other';
}

/** A path as short as it can be read: without the project's directory before it. */
export function shortPath(path: string, root: string | undefined): string {
  if (root && path === root) return './';
  if (root && path.startsWith(`${root}/`)) return path.slice(root.length + 1);
  return path;
}
