import { ColouredLine } from '../markdown/Coloured.tsx';
import type { Line } from '../markdown/highlighter.ts';
import { useHighlight } from '../markdown/useHighlight.ts';
import type { DiffLine } from './diff.ts';

/** The colours of each line of a change, as one text of its language; null until they are here. */
export function useColouredDiff(lines: readonly DiffLine[], language: string): readonly Line[] | null {
  // A mark of what was left out is no code, but its place is kept.
  return useHighlight(lines.map(({ sign, text }) => (sign === '…' ? '' : text)).join('\n'), language);
}

export function DiffText({ line, coloured }: { readonly line: DiffLine; readonly coloured: Line | undefined }) {
  return coloured === undefined || line.sign === '…' ? line.text : <ColouredLine line={coloured} />;
}
