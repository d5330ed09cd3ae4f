/** Words for times and sizes. All pure: the clock comes in as an argument. */

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A span that counts up, e.g. `0:42`, `12:05`, `1:02:09`. Negative spans (two clocks differ) read as zero. */
export function formatSpan(ms: number): string {
  const total = Math.max(0, Math.floor(ms / second));
  const seconds = String(total % 60).padStart(2, '0');
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** How long ago, in one short word for a list: `now`, `14m`, `3h`, `Tue`, `4 Mar`, `4 Mar 2025`. */
export function formatAgo(at: number, now: number): string {
  const ago = now - at;
  if (ago < minute) return 'now';
  if (ago < hour) return `${Math.floor(ago / minute)}m`;
  if (ago < 12 * hour || isSameDay(at, now)) return `${Math.floor(ago / hour)}h`;
  if (ago < 6 * day) return new Intl.DateTimeFormat('en', { weekday: 'short' }).format(at);
  return formatDate(at, now);
}

function formatDate(at: number, now: number): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
}

function isSameDay(left: number, right: number): boolean {
  return new Date(left).toDateString() === new Date(right).toDateString();
}

/** The time of day. */
export function formatClock(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }).format(at);
}

/** Date and time in full, for tooltips. */
export function formatMoment(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
}

/** `950`, `12.4k`, `1.2M` */
export function formatCount(count: number): string {
  if (count < 1_000) return String(count);
  if (count < 1_000_000) return `${trimZero((count / 1_000).toFixed(count < 100_000 ? 1 : 0))}k`;
  return `${trimZero((count / 1_000_000).toFixed(1))}M`;
}

/** `312 B`, `8.2 kB`, `1.4 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${trimZero((bytes / 1_000).toFixed(1))} kB`;
  return `${trimZero((bytes / 1_000_000).toFixed(1))} MB`;
}

/** A span that is over, e.g. `0.4 s`, `12 s`, `1:05`. */
export function formatLength(ms: number): string {
  if (ms >= minute) return formatSpan(ms);
  return `${trimZero((ms / second).toFixed(ms < 10 * second ? 1 : 0))} s`;
}

/** US dollars; `undefined` for what cost nothing. */
export function formatCost(dollars: number): string | undefined {
  if (!(dollars > 0)) return undefined;
  return dollars < 0.01 ? '<$0.01' : `$${dollars.toFixed(2)}`;
}

function trimZero(text: string): string {
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
