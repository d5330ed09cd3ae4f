/** Lines that came and went. */
export function ChangeCount({ added, removed }: { readonly added: number; readonly removed: number }) {
  if (added === 0 && removed === 0) return null;
  return (
    <span className="figures flex-none font-mono text-xs">
      {added > 0 && <span className="text-ok">+{added.toLocaleString('en')}</span>}
      {added > 0 && removed > 0 && ' '}
      {removed > 0 && <span className="text-bad">−{removed.toLocaleString('en')}</span>}
    </span>
  );
}
