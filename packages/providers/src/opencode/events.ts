import type { Event } from './native.ts';

/**
 * Every kind of event that OpenCode's types know, and what the adapter does with it. The compiler keeps this complete
 * (rule 5): a kind that a newer SDK adds does not type-check until it stands here. A kind that is in no type either is
 * reported as `unknown-event`.
 */
type Use =
  | 'translated' // becomes signals
  | 'alive' // only a sign of life of its session
  | 'noise'; // says nothing about a session of ours

/** `sync` and `server.heartbeat` are in the stream but not in the SDK's union. */
type StreamKind = Event['type'] | 'server.heartbeat' | 'sync';

const table: Record<StreamKind, Use> = {
  'message.updated': 'translated',
  'message.part.updated': 'translated',
  'message.part.delta': 'translated',
  'message.part.removed': 'translated',
  'session.status': 'translated',
  'session.error': 'translated',
  'session.created': 'translated',
  'session.updated': 'translated',
  'session.deleted': 'translated',
  'permission.asked': 'translated',
  'permission.replied': 'translated',
  'question.asked': 'translated',
  'question.replied': 'translated',
  'question.rejected': 'translated',

  // Told better by another kind.
  'session.idle': 'alive', // the twin of `session.status` idle
  'session.compacted': 'alive', // the compaction part says it, under an id
  'session.diff': 'alive',
  'todo.updated': 'alive', // the todowrite part says it, under an id
  'message.removed': 'alive', // our own take-back, or a revert
  'command.executed': 'alive',
  sync: 'noise', // the durable twin of an event that we had

  // The connection's own.
  'server.connected': 'noise',
  'server.heartbeat': 'noise',
  'server.instance.disposed': 'noise',
  'global.disposed': 'noise',

  // The second session engine ("/api"): sessions of ours do not run on it (see README).
  'permission.v2.asked': 'noise',
  'permission.v2.replied': 'noise',
  'question.v2.asked': 'noise',
  'question.v2.replied': 'noise',
  'question.v2.rejected': 'noise',
  'session.next.agent.switched': 'noise',
  'session.next.model.switched': 'noise',
  'session.next.moved': 'noise',
  'session.next.prompted': 'noise',
  'session.next.prompt.admitted': 'noise',
  'session.next.context.updated': 'noise',
  'session.next.synthetic': 'noise',
  'session.next.shell.started': 'noise',
  'session.next.shell.ended': 'noise',
  'session.next.step.started': 'noise',
  'session.next.step.ended': 'noise',
  'session.next.step.failed': 'noise',
  'session.next.text.started': 'noise',
  'session.next.text.delta': 'noise',
  'session.next.text.ended': 'noise',
  'session.next.reasoning.started': 'noise',
  'session.next.reasoning.delta': 'noise',
  'session.next.reasoning.ended': 'noise',
  'session.next.tool.input.started': 'noise',
  'session.next.tool.input.delta': 'noise',
  'session.next.tool.input.ended': 'noise',
  'session.next.tool.called': 'noise',
  'session.next.tool.progress': 'noise',
  'session.next.tool.success': 'noise',
  'session.next.tool.failed': 'noise',
  'session.next.retried': 'noise',
  'session.next.compaction.started': 'noise',
  'session.next.compaction.delta': 'noise',
  'session.next.compaction.ended': 'noise',
  'session.next.revert.staged': 'noise',
  'session.next.revert.cleared': 'noise',
  'session.next.revert.committed': 'noise',

  // About the machine, the project or other user interfaces.
  'models-dev.refreshed': 'noise',
  'integration.updated': 'noise',
  'integration.connection.updated': 'noise',
  'catalog.updated': 'noise',
  'installation.updated': 'noise',
  'installation.update-available': 'noise',
  'file.edited': 'noise',
  'file.watcher.updated': 'noise',
  'reference.updated': 'noise',
  'plugin.added': 'noise',
  'project.updated': 'noise',
  'project.directories.updated': 'noise',
  'pty.created': 'noise',
  'pty.updated': 'noise',
  'pty.exited': 'noise',
  'pty.deleted': 'noise',
  'lsp.updated': 'noise',
  'tui.prompt.append': 'noise',
  'tui.command.execute': 'noise',
  'tui.toast.show': 'noise',
  'tui.session.select': 'noise',
  'mcp.tools.changed': 'noise',
  'mcp.browser.open.failed': 'noise',
  'vcs.branch.updated': 'noise',
  'workspace.ready': 'noise',
  'workspace.failed': 'noise',
  'workspace.status': 'noise',
  'worktree.ready': 'noise',
  'worktree.failed': 'noise',
};

const uses: ReadonlyMap<string, Use> = new Map(Object.entries(table));

/** What to do with an event of this kind; `unknown` when no version of OpenCode that we know sends it. */
export function useOf(kind: string): Use | 'unknown' {
  return uses.get(kind) ?? 'unknown';
}
