import type { Attachment } from '@plumbline/lifecycle';
import { Bob } from '../parts/StateMark.tsx';
import { UserMessage } from './UserMessage.tsx';

interface OpeningProps {
  readonly text: string;
  readonly attachments?: readonly Attachment[] | undefined;
  readonly label: string;
}

/** The first message of a thread that is not there yet, in the place and shape which its turn will have (rule 31). */
export function Opening({ text, attachments, label }: OpeningProps) {
  return (
    <section aria-label="Timeline" className="min-h-0 flex-1 overflow-y-auto">
      <div className="column relative pt-10 pb-11">
        <div className="plumb-line" aria-hidden="true" />
        <span className="plumb-bob" data-live="true" data-tone="working" aria-hidden="true">
          <Bob />
        </span>
        <div data-opening className="pb-7">
          <UserMessage text={text} attachments={attachments} />
          <p className="min-h-[20px] pt-2 text-[12.5px] font-medium text-accent" role="status">
            {label}
          </p>
        </div>
      </div>
    </section>
  );
}
