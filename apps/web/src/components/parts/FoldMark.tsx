import { ChevronRight } from 'lucide-react';

/** Whether what follows is folded; it turns when it opens. */
export function FoldMark({ open }: { readonly open: boolean }) {
  return <ChevronRight size={14} aria-hidden="true" className={`flex-none text-ink-3 transition-transform ${open ? 'rotate-90' : ''}`} />;
}
