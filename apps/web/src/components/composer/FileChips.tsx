import { X } from 'lucide-react';
import type { DraftFile } from '../../state/drafts.ts';
import { formatBytes } from '../../state/format.ts';

/** What goes with the message that is being written. */
export default function FileChips({ files, onDrop }: { readonly files: readonly DraftFile[]; onDrop(key: string): void }) {
  return (
    <ul aria-label="Attached" className="flex flex-wrap gap-2 px-3 pt-3">
      {files.map((file) => (
        <li key={file.key} className="file-chip" data-file-state={file.problem ? 'failed' : file.blobId ? 'ready' : 'uploading'}>
          {file.blobId && file.mime.startsWith('image/') && (
            // biome-ignore lint/performance/noImgElement: it is on this server already, small and behind a credential
            <img src={`/api/attachments/${file.blobId}`} alt="" className="file-chip-image" />
          )}
          <span className="grid min-w-0 leading-tight">
            <span className="truncate" title={file.name}>
              {file.name}
            </span>
            <span className={`truncate text-[11.5px] ${file.problem ? 'text-bad' : 'text-ink-3'}`} title={file.problem?.message}>
              {file.problem ? file.problem.message : file.blobId ? formatBytes(file.bytes) : 'Uploading…'}
            </span>
          </span>
          <button
            type="button"
            className="icon-btn !size-6 max-wide:!size-8"
            aria-label={`Remove ${file.name}`}
            onClick={() => onDrop(file.key)}
          >
            <X size={13} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
