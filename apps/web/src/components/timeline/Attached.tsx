import type { Attachment } from '@plumbline/lifecycle';
import { FileText } from 'lucide-react';
import { formatBytes } from '../../state/format.ts';

/** What the user sent with a message; each opens by itself. Its height is known before a picture has come. */
export default function Attached({ attachments }: { readonly attachments: readonly Attachment[] }) {
  return (
    <ul aria-label="Attached" className="mt-2 mb-1 flex flex-wrap gap-2">
      {attachments.map(({ blobId, name, mime, bytes }) => (
        <li key={blobId}>
          <a
            href={`/api/attachments/${blobId}`}
            target="_blank"
            rel="noreferrer"
            className="attached"
            title={`${name}, ${formatBytes(bytes)}`}
          >
            {mime.startsWith('image/') ? (
              // biome-ignore lint/performance/noImgElement: it is on this server already, and behind a credential
              <img src={`/api/attachments/${blobId}`} alt={name} loading="lazy" className="attached-image" />
            ) : (
              <>
                <FileText size={15} aria-hidden="true" className="flex-none text-ink-3" />
                <span className="truncate">{name}</span>
                <span className="flex-none text-[11.5px] text-ink-3">{formatBytes(bytes)}</span>
              </>
            )}
          </a>
        </li>
      ))}
    </ul>
  );
}
