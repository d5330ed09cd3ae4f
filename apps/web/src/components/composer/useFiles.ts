import { attachmentsOf, drafts, useDraft } from '../../state/drafts.ts';

/** What is to go with the words that are written in a place. */
export function useFiles(place: string) {
  const { files } = useDraft(place);
  return {
    files,
    /** Undefined: not yet. */
    attachments: attachmentsOf(files),
    add: (added: readonly File[]) => void import('../../state/uploads.ts').then(({ attach }) => attach(place, added)),
    drop: (key: string) => drafts.dropFile(place, key),
  };
}
