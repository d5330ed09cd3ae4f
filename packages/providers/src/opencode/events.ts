import type { Event as OlderEvent } from '@opencode-ai/sdk';
import type { Event } from './native.ts';

type Use =
  | 'translated' // becomes signals
  | 'alive' // only a sign of life of its session
  | 'noise'; // says nothing about a session of ours

interface EventUse {
  readonly use: Use;
  /** Translated: what it becomes. Else: why not. */
  readonly why: string;
}

/** Both entry points of the SDK count; `sync` and `server.heartbeat` are in the stream but in neither union. */
type StreamKind = Event['type'] | OlderEvent['type'] | 'server.heartbeat' | 'sync';

const becomes = (why: string): EventUse => ({ use: 'translated', why });
const alive = (why: string): EventUse => ({ use: 'alive', why });
const ignored = (why: string): EventUse => ({ use: 'noise', why });

const requests = becomes('requests, also of child sessions');
const connection = ignored("the connection's own");
const secondEngine = ignored('of the second session engine (`/api`), on which no session of ours runs');
const elsewhere = ignored('about the machine, the project or another user interface');
const older = ignored('in the types of the older API only; not sent by the version that is run');

/**
 * Every kind of event that OpenCode's types know, and what the adapter does with it. The compiler keeps this complete
 * (rule 5): a kind that a newer SDK adds does not type-check until it stands here, nor one that it drops. A kind that is in no
 * type either is reported as `unknown-event`, and so counted.
 */
export const eventUses = {
  'message.updated': becomes('steps and endings'),
  'message.part.updated': becomes('items'),
  'message.part.delta': becomes('text of items'),
  'message.part.removed': becomes('an item that is withdrawn'),
  'session.status': becomes('idle, retries'),
  'session.error': becomes('failures'),
  'session.created': becomes('the title; children'),
  'session.updated': becomes('the title; children'),
  'session.deleted': becomes('an idle that names nothing, so that the runtime looks'),
  'permission.asked': requests,
  'permission.replied': requests,
  'question.asked': requests,
  'question.replied': requests,
  'question.rejected': requests,
  'session.idle': alive('the twin of `session.status` idle'),
  'session.compacted': alive('the compaction part says it, under an id'),
  'session.diff': alive('the message of the prompt says it, under an id'),
  'todo.updated': alive('the part of `todowrite` says it, under an id'),
  'message.removed': alive('our own take-back, or a revert'),
  'command.executed': alive('the message that it makes says more'),
  sync: ignored('the durable twin of an event that we had'),
  'server.connected': connection,
  'server.heartbeat': connection,
  'server.instance.disposed': connection,
  'global.disposed': connection,
  'permission.v2.asked': secondEngine,
  'permission.v2.replied': secondEngine,
  'question.v2.asked': secondEngine,
  'question.v2.replied': secondEngine,
  'question.v2.rejected': secondEngine,
  'session.next.agent.switched': secondEngine,
  'session.next.model.switched': secondEngine,
  'session.next.moved': secondEngine,
  'session.next.prompted': secondEngine,
  'session.next.prompt.admitted': secondEngine,
  'session.next.context.updated': secondEngine,
  'session.next.synthetic': secondEngine,
  'session.next.shell.started': secondEngine,
  'session.next.shell.ended': secondEngine,
  'session.next.step.started': secondEngine,
  'session.next.step.ended': secondEngine,
  'session.next.step.failed': secondEngine,
  'session.next.text.started': secondEngine,
  'session.next.text.delta': secondEngine,
  'session.next.text.ended': secondEngine,
  'session.next.reasoning.started': secondEngine,
  'session.next.reasoning.delta': secondEngine,
  'session.next.reasoning.ended': secondEngine,
  'session.next.tool.input.started': secondEngine,
  'session.next.tool.input.delta': secondEngine,
  'session.next.tool.input.ended': secondEngine,
  'session.next.tool.called': secondEngine,
  'session.next.tool.progress': secondEngine,
  'session.next.tool.success': secondEngine,
  'session.next.tool.failed': secondEngine,
  'session.next.retried': secondEngine,
  'session.next.compaction.started': secondEngine,
  'session.next.compaction.delta': secondEngine,
  'session.next.compaction.ended': secondEngine,
  'session.next.revert.staged': secondEngine,
  'session.next.revert.cleared': secondEngine,
  'session.next.revert.committed': secondEngine,
  'models-dev.refreshed': elsewhere,
  'integration.updated': elsewhere,
  'integration.connection.updated': elsewhere,
  'catalog.updated': elsewhere,
  'installation.updated': elsewhere,
  'installation.update-available': elsewhere,
  'file.edited': elsewhere,
  'file.watcher.updated': elsewhere,
  'reference.updated': elsewhere,
  'plugin.added': elsewhere,
  'project.updated': elsewhere,
  'project.directories.updated': elsewhere,
  'pty.created': elsewhere,
  'pty.updated': elsewhere,
  'pty.exited': elsewhere,
  'pty.deleted': elsewhere,
  'lsp.updated': elsewhere,
  'tui.prompt.append': elsewhere,
  'tui.command.execute': elsewhere,
  'tui.toast.show': elsewhere,
  'tui.session.select': elsewhere,
  'mcp.tools.changed': elsewhere,
  'mcp.browser.open.failed': elsewhere,
  'vcs.branch.updated': elsewhere,
  'workspace.ready': elsewhere,
  'workspace.failed': elsewhere,
  'workspace.status': elsewhere,
  'worktree.ready': elsewhere,
  'worktree.failed': elsewhere,
  'permission.updated': older,
  'lsp.client.diagnostics': older,
} satisfies Record<StreamKind, EventUse>;

const uses: ReadonlyMap<string, EventUse> = new Map(Object.entries(eventUses));

/** What to do with an event of this kind; `unknown` when no version of OpenCode that we know sends it. */
export function useOf(kind: string): Use | 'unknown' {
  return uses.get(kind)?.use ?? 'unknown';
}
