import { describe, type ThreadSummary } from '@plumbline/lifecycle';
import { serverNow } from './clock.ts';
import { directory } from './directory.ts';

/** What is known without looking at the page: the tab's title and its icon. */
export interface TabMark {
  /** Threads that wait for the user. */
  readonly needsYou: number;
  readonly working: boolean;
}

let name = 'Plumbline';

/** What the view is called; the tab puts before it how many threads need the user. */
export function nameTab(view: string): void {
  name = `${view} · Plumbline`;
  show();
}

/** By the one ladder of states, as in the sidebar. */
export function markOf(threads: readonly ThreadSummary[], now: number): TabMark {
  const tones = threads.map((summary) => describe(summary, now).tone);
  return { needsYou: tones.filter((tone) => tone === 'needs-you').length, working: tones.includes('working') };
}

export function titleOf(name: string, { needsYou }: TabMark): string {
  return needsYou === 0 ? name : `(${needsYou}) ${name}`;
}

/** Keeps the tab's title and icon true until `signal` aborts. */
export function keepTab(signal: AbortSignal): void {
  signal.addEventListener('abort', directory.subscribe(show));
  show();
}

/** Nothing is written that is there already. */
function show(): void {
  const mark = markOf(directory.get().threads, serverNow());
  const text = titleOf(name, mark);
  if (document.title !== text) document.title = text;
  showIcon(mark);
}

/** The badge stands over the lower right corner of the icon, in the shapes of the marks: a diamond needs you, a disc works. */
function badgeOf({ needsYou, working }: TabMark): string {
  if (needsYou > 0) return '<path d="M23 14l9 9-9 9-9-9z" fill="#e0951a" stroke="#fff" stroke-width="1.5"/>';
  return working ? '<circle cx="24" cy="24" r="7" fill="#2f66e8" stroke="#fff" stroke-width="1.5"/>' : '';
}

let shown = '';

function showIcon(mark: TabMark): void {
  const badge = badgeOf(mark);
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link || badge === shown) return;
  link.dataset.plain ??= link.href;
  shown = badge;
  link.href = badge === '' ? link.dataset.plain : `data:image/svg+xml,${encodeURIComponent(`${plumb}${badge}</svg>`)}`;
}

const plumb =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><style>path.p{stroke:#1b1b19;fill:#1b1b19}@media(prefers-color-scheme:dark){path.p{stroke:#ecece9;fill:#ecece9}}</style><path class="p" d="M13 1v11" stroke-width="2"/><path class="p" d="M7.6 12h10.8l-1.6 8.2L13 30 9.2 20.2z" stroke="none"/>';
