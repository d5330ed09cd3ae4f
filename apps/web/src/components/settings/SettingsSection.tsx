import type { ReactNode } from 'react';
import { type SectionId, sections } from './sections.ts';

interface Props {
  readonly id: SectionId;
  /** What it is about, in a sentence. */
  readonly about: string;
  /** Beside its title. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

export function SettingsSection({ id, about, action, children }: Props) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="scroll-mt-6">
      <div className="flex min-h-[30px] items-center justify-between gap-4">
        <h2 id={`${id}-title`} className="text-[15px] font-semibold tracking-[-0.01em]">
          {sections.find((each) => each.id === id)?.title}
        </h2>
        {action}
      </div>
      <p className="mb-3 max-w-[64ch] text-[13px] text-ink-2">{about}</p>
      {children}
    </section>
  );
}

interface RowProps {
  readonly title: ReactNode;
  /** Names what is set, for a control that has no name of its own. */
  readonly titleId?: string;
  readonly hint?: ReactNode;
  readonly children?: ReactNode;
}

/** One thing of a section: what it is, and the control that sets it. */
export function SettingsRow({ title, titleId, hint, children }: RowProps) {
  return (
    <div className="settings-row">
      <div className="min-w-0 flex-1">
        <div id={titleId} className="font-medium">
          {title}
        </div>
        {hint && <div className="text-[13px] text-ink-2">{hint}</div>}
      </div>
      {children && <div className="flex flex-none items-center gap-2">{children}</div>}
    </div>
  );
}
