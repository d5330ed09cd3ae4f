import type { Attachment } from '@plumbline/lifecycle';
import { plural } from '../../state/format.ts';

/** How many files go with a message that waits. */
export function FileCount({ attachments = [] }: { readonly attachments?: readonly Attachment[] | undefined }) {
  if (attachments.length === 0) return null;
  const names = attachments.map(({ name }) => name).join(', ');
  return (
    <span className="flex-none text-xs text-ink-2" title={names}>
      {`with ${plural(attachments.length, 'file')}`}
    </span>
  );
}
