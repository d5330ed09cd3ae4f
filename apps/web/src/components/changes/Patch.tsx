import { useMemo } from 'react';
import type { Line } from '../markdown/highlighter.ts';
import { endingOf } from '../markdown/useHighlight.ts';
import { DiffText, useColouredDiff } from '../tools/DiffText.tsx';
import { type NumberedLine, sideBySide } from '../tools/hunks.ts';
import type { DiffLayout } from './layout.ts';

interface Props {
  readonly lines: readonly NumberedLine[];
  readonly path: string;
  readonly layout: DiffLayout;
}

/** The lines of a patch with their numbers. */
export function Patch({ lines, path, layout }: Props) {
  const coloured = useColouredDiff(lines, endingOf(path));
  return layout === 'split' ? <Split lines={lines} coloured={coloured} /> : <Unified lines={lines} coloured={coloured} />;
}

interface SidesProps {
  readonly lines: readonly NumberedLine[];
  readonly coloured: readonly Line[] | null;
}

function Unified({ lines, coloured }: SidesProps) {
  return (
    <div className="patch" data-scroll="x">
      <table>
        <tbody>
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity than their place
            <tr key={at} data-sign={line.sign}>
              <td className="number">{line.before}</td>
              <td className="number">{line.after}</td>
              <td className="sign">{line.sign === '…' ? '' : line.sign}</td>
              <td className="code">
                <DiffText line={line} coloured={coloured?.[at]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Split({ lines, coloured }: SidesProps) {
  const pairs = useMemo(() => sideBySide(lines), [lines]);
  return (
    <div className="patch" data-layout="split">
      <table>
        <colgroup>
          <col className="w-[46px]" />
          <col />
          <col className="w-[46px]" />
          <col />
        </colgroup>
        <tbody>
          {pairs.map(({ left, right }, at) => {
            const old = left === undefined ? undefined : lines[left];
            const fresh = right === undefined ? undefined : lines[right];
            if (old?.sign === '…') {
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <tr key={at} data-sign="…">
                  <td colSpan={4} className="code">
                    {old.text}
                  </td>
                </tr>
              );
            }
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <tr key={at}>
                <td className="number" data-sign={old?.sign ?? 'none'}>
                  {old?.before}
                </td>
                <td className="code" data-sign={old?.sign ?? 'none'}>
                  {old && left !== undefined && <DiffText line={old} coloured={coloured?.[left]} />}
                </td>
                <td className="number" data-sign={fresh?.sign ?? 'none'}>
                  {fresh?.after}
                </td>
                <td className="code" data-sign={fresh?.sign ?? 'none'}>
                  {fresh && right !== undefined && <DiffText line={fresh} coloured={coloured?.[right]} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
