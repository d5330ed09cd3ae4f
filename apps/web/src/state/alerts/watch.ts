import type { ThreadId } from '@plumbline/lifecycle';
import { serverNow } from '../clock.ts';
import { directory, toldThreads } from '../directory.ts';
import { type Alert, alertsBetween, baseline, type Heard, isWanted } from './alert.ts';
import { choices, keepChoices } from './choices.ts';
import { play } from './sound.ts';
import { claim, isLookedAtAnywhere, tellWhatIsLookedAt } from './tabs.ts';

/** Speaks of what calls for the user while he looks elsewhere, until `signal` aborts. `open`: shows a thread in this tab. */
export function watchAlerts(signal: AbortSignal, open: (threadId: ThreadId) => void): void {
  keepChoices(signal);
  tellWhatIsLookedAt(signal);
  let held: Heard | null = null;
  const hear = () => {
    const { connection, anew, phase } = directory.get();
    if (phase !== 'ready') return;
    const heard: Heard = { connection: connection.state, anew, threads: toldThreads() };
    for (const alert of alertsBetween(held, heard, serverNow())) void speakOf(alert, open);
    held = baseline(held, heard);
  };
  signal.addEventListener('abort', directory.subscribe(hear));
  hear();
  document.documentElement.dataset.alerts = 'on';
}

async function speakOf(alert: Alert, open: (threadId: ThreadId) => void): Promise<void> {
  const lookedAt = await isLookedAtAnywhere(alert.threadId);
  // Written down also when nothing is said: another tab must not speak later of what was seen here.
  if (!(await claim(alert)) || !isWanted(alert, choices(), lookedAt)) return;
  const { show, sound } = choices();
  if (show) showAlert(alert, open);
  if (sound) await play(alert.kind);
}

/** Phones have no such constructor and throw: there only the sound is left. */
export function showAlert({ title, text, key, threadId }: Alert, open: (threadId: ThreadId) => void): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  try {
    const shown = new Notification(title, { body: text, tag: key, icon: '/icon.svg' });
    shown.onclick = () => {
      window.focus();
      open(threadId);
      shown.close();
    };
  } catch {
    // Not from a page on this system.
  }
}
