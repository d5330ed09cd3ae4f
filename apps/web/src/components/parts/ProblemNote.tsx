import { TriangleAlert } from 'lucide-react';
import { type Mend, mendLabels, mendsFor, type Problem, remedyFor } from '../../state/problem.ts';
import { Button } from './Button.tsx';

export type Mending = Partial<Record<Mend, () => void>>;

interface Props {
  readonly problem: Problem;
  /** What can be done here; buttons are shown for those that mend this problem. */
  readonly mending?: Mending;
  /** Offered whatever the problem is. */
  readonly always?: readonly Mend[];
  readonly busy?: boolean;
  readonly onDismiss?: (() => void) | undefined;
  readonly title?: string;
}

/** What went wrong, what can be done, and the button that does it. */
export function ProblemNote({ problem, mending = {}, always = [], busy = false, onDismiss, title }: Props) {
  const buttons = [...new Set([...mendsFor(problem.code), ...always])].filter((mend) => mending[mend]);
  return (
    <div
      role="alert"
      data-code={problem.code}
      className="flex gap-2.5 rounded-[10px] border border-bad-line bg-bad-bg px-3 py-2.5 text-[13px]"
    >
      <TriangleAlert size={15} aria-hidden="true" className="mt-[3px] flex-none text-bad" />
      <div className="min-w-0 flex-1 wrap-anywhere text-pretty">
        {title && <div className="font-medium text-bad">{title}</div>}
        <div className={title ? '' : 'font-medium text-bad'}>{problem.message}</div>
        <div className="text-ink-2">{remedyFor(problem.code)}</div>
        {(buttons.length > 0 || onDismiss) && (
          <div className="mt-1.5 flex flex-wrap gap-x-4 gap-y-1">
            {buttons.map((mend) => (
              <Button key={mend} kind="link" disabled={busy} onClick={mending[mend]}>
                {mendLabels[mend]}
              </Button>
            ))}
            {onDismiss && (
              <Button kind="link" className="text-ink-2" onClick={onDismiss}>
                Dismiss
              </Button>
            )}
          </div>
        )}
      </div>
    </div>
  );
}
