import type { Attachment } from '@plumbline/lifecycle';
import { plural } from '../../state/format.ts';

type Attachments = readonly Attachment[] | undefined;

/** How many files go with a message that waits. */
export function FileCount({ attachments = [] }: { readonly attachments?: Attachments }) {
  if (attachments.length === 0) return null;
  return (
    <span className="flex-none text-xs text-ink-2" title={namesOf(attachments)}>
      {`with ${plural(attachments.length, 'file')}`}
    </span>
  );
}

/** What a message is called in one line: its text, or its files where it has none. */
export function wordsOf({ text, attachments = [] }: { readonly text: string; readonly attachments?: Attachments }): string {
  return text.trim() === '' ? namesOf(attachments) : text;
}

const namesOf = (attachments: readonly Attachment[]) => attachments.map(({ name }) => name).join(', ');
