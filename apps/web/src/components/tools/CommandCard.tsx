import type { ThreadId, ToolResult } from '@plumbline/lifecycle';
import { Terminal } from 'lucide-react';
import { Frame, Head, type ToolItem } from './frame.tsx';
import { textOf } from './input.ts';
import { Output } from './Output.tsx';

const verbs: Record<ToolResult, string> = {
  pending: 'Running',
  running: 'Running',
  ok: 'Ran',
  failed: 'Ran',
  denied: 'Not run',
  cancelled: 'Stopped',
};

/** A command with the end of its output, also while it runs. */
export function CommandCard({ item, threadId }: { readonly item: ToolItem; readonly threadId: ThreadId }) {
  const command = textOf(item.input, 'command', 'cmd') ?? item.title;
  return (
    <Frame>
      <Head icon={Terminal} verb={verbs[item.result]} item={item}>
        <code className="min-w-0 flex-1 truncate" title={command}>
          {command}
        </code>
      </Head>
      <Output threadId={threadId} output={item.output} />
    </Frame>
  );
}
