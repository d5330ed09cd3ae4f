/** Shown only when an answer takes longer than 150 ms (`late`). */
export function Skeleton({ rows = 3, label }: { readonly rows?: number; readonly label: string }) {
  return (
    <div className="late grid gap-3" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars are alike
        <div key={row} className="h-3.5 rounded bg-hover odd:w-11/12 even:w-7/12" />
      ))}
    </div>
  );
}
