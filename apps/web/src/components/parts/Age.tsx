import { useNow } from '../../state/clock.ts';
import { formatAgo, formatMoment, formatSpan } from '../../state/format.ts';

/** A span that counts up. Only these digits render every second. */
export function Age({ since }: { readonly since: number }) {
  const now = useNow();
  return (
    <span className="figures" suppressHydrationWarning>
      {formatSpan(Math.max(0, now - since))}
    </span>
  );
}

/** How long ago, for lists; renders every half minute. */
export function Ago({ at }: { readonly at: number }) {
  const now = useNow(30_000);
  return (
    <time dateTime={new Date(at).toISOString()} title={formatMoment(at)} className="figures" suppressHydrationWarning>
      {formatAgo(at, now)}
    </time>
  );
}
