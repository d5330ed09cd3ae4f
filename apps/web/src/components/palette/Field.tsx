import { Search } from 'lucide-react';
import type { ReactNode } from 'react';

/** What the palette is called, and its field. */
export const paletteName = 'Go to, find or do';

export const fieldLook = {
  'aria-label': paletteName,
  placeholder: 'A thread, a message, an action…',
  className: 'h-[50px] min-w-0 flex-1 bg-transparent text-[15px] outline-0',
  autoComplete: 'off',
  spellCheck: false,
} as const;

/** The row on top of the palette, the same while the rest of it is loaded. */
export function FieldRow({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex flex-none items-center gap-3 border-b border-line px-4">
      <Search size={16} aria-hidden="true" className="flex-none text-ink-3" />
      {children}
      <span className="key" aria-hidden="true">
        Esc
      </span>
    </div>
  );
}
