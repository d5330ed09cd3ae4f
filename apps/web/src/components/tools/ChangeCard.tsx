import type { ThreadId, ToolContent, ToolResult } from '@plumbline/lifecycle';
import { FilePen, FilePlus } from 'lucide-react';
import { useMemo } from 'react';
import { endingOf } from '../markdown/useHighlight.ts';
import { ChangeCount } from './ChangeCount.tsx';
import { DiffView } from './DiffView.tsx';
import { countChanges, type DiffLine, diffLines, looksLikePatch, patchLines } from './diff.ts';
import { Frame, Head, type ToolItem } from './frame.tsx';
import { fileOf, shortPath, textOf } from './input.ts';
import { Output } from './Output.tsx';

type ChangeKind = 'write' | 'edit' | 'patch';

interface Props {
  readonly item: ToolItem;
  readonly threadId: ThreadId;
  readonly root: string | undefined;
  readonly kind: ChangeKind;
}

/** A change of a file, with its lines; of one that failed, what the tool said. */
export function ChangeCard({ item, threadId, root, kind }: Props) {
  const path = fileOf(item);
  const lines = useMemo(() => changeOf(item, kind), [item, kind]);
  const { added, removed } = useMemo(() => countChanges(lines), [lines]);
  const failed = item.result === 'failed' || item.result === 'denied' || item.result === 'cancelled';
  return (
    <Frame>
      <Head icon={kind === 'write' ? FilePlus : FilePen} verb={verbOf(item.result, kind)} item={item}>
        <code className="min-w-0 flex-1 truncate" title={path}>
          {shortPath(path, root)}
        </code>
        <ChangeCount added={added} removed={removed} />
      </Head>
      {lines.length > 0 && !failed && <DiffView lines={lines} language={endingOf(path)} />}
      {failed && <Output threadId={threadId} output={item.output} />}
    </Frame>
  );
}

function verbOf(result: ToolResult, kind: ChangeKind): string {
  if (result === 'pending' || result === 'running') return kind === 'write' ? 'Writing' : 'Editing';
  if (result === 'ok') return kind === 'write' ? 'Wrote' : 'Edited';
  return kind === 'write' ? 'Did not write' : 'Did not edit';
}

/** What the tool says that it changed; until it has said so, what it was asked to. */
function changeOf(item: ToolContent, kind: ChangeKind): readonly DiffLine[] {
  if (item.patch !== undefined) return patchLines(item.patch);
  if (kind === 'write') return diffLines('', textOf(item.input, 'content') ?? '');
  const before = textOf(item.input, 'oldString', 'old_string');
  const after = textOf(item.input, 'newString', 'new_string');
  if (before !== undefined && after !== undefined) return diffLines(before, after);
  const patch = textOf(item.input, 'patchText', 'patch', 'diff') ?? (looksLikePatch(item.output.preview) ? item.output.preview : '');
  return patchLines(patch);
}
