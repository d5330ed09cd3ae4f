import { useEffect, useId, useState } from 'react';
import type { AlertKind } from '../../state/alerts/alert.ts';
import { choose, keepChoices, useChoices } from '../../state/alerts/choices.ts';
import { play } from '../../state/alerts/sound.ts';
import { Button } from '../parts/Button.tsx';
import { SettingsRow, SettingsSection } from './SettingsSection.tsx';
import { Switch } from './Switch.tsx';

const kinds: readonly (readonly [AlertKind, string, string])[] = [
  ['done', 'Done', 'A turn ended well.'],
  ['needs-you', 'Needs you', 'An agent asks for a permission, or has a question.'],
  ['failed', 'Failed', 'A turn failed, or broke off by itself.'],
];

/** What the browser says: `unsupported` also on plain HTTP from another machine. */
type Permission = NotificationPermission | 'unsupported';

/** Which news is told while the user looks elsewhere, and how. */
export function AlertSettings() {
  const choices = useChoices();
  useEffect(() => {
    const ending = new AbortController();
    keepChoices(ending.signal);
    return () => ending.abort();
  }, []);
  return (
    <SettingsSection
      id="notifications"
      about="Told once for all tabs of this browser, and only of threads that you are not looking at. Kept for this browser."
    >
      <div className="settings-card settings-rows">
        <SystemAlerts on={choices.show} />
        <SoundRow on={choices.sound} />
      </div>
      <h3 className="mt-5 mb-2 text-[13px] font-semibold">Tell me when a thread is</h3>
      <div className="settings-card settings-rows">
        {kinds.map(([kind, title, hint]) => (
          <KindRow key={kind} title={title} hint={hint} on={choices[kind]} onChange={(on) => choose({ [kind]: on })} />
        ))}
      </div>
    </SettingsSection>
  );
}

function KindRow(props: { readonly title: string; readonly hint: string; readonly on: boolean; onChange(on: boolean): void }) {
  const name = useId();
  return (
    <SettingsRow title={props.title} titleId={name} hint={props.hint}>
      <Switch labelledBy={name} on={props.on} onChange={props.onChange} />
    </SettingsRow>
  );
}

/** The browser is asked by a click here and by nothing else. */
function SystemAlerts({ on }: { readonly on: boolean }) {
  const name = useId();
  const [permission, setPermission] = useState<Permission>();
  useEffect(() => {
    const read = () => setPermission('Notification' in window ? Notification.permission : 'unsupported');
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, []);
  const allow = async () => {
    const answer = await Notification.requestPermission();
    setPermission(answer);
    if (answer === 'granted') choose({ show: true });
  };
  return (
    <SettingsRow title="Notifications of your desktop" titleId={name} hint={permission && permissionHints[permission]}>
      {permission === 'default' && <Button onClick={() => void allow()}>Allow…</Button>}
      {permission === 'granted' && <Switch labelledBy={name} on={on} onChange={(show) => choose({ show })} />}
    </SettingsRow>
  );
}

const permissionHints: Record<Permission, string> = {
  default: 'Your browser asks you whether this page may show them.',
  granted: 'They carry the title of the thread and its one sentence.',
  denied: 'Your browser blocks them. Allow notifications in its settings for this site, then come back.',
  unsupported: 'This browser has none for this page: it needs HTTPS, or the machine itself.',
};

function SoundRow({ on }: { readonly on: boolean }) {
  const name = useId();
  const [mute, setMute] = useState(false);
  const listen = async () => setMute(!(await play('done')));
  return (
    <SettingsRow
      title="Sound"
      titleId={name}
      hint={mute ? 'Your browser lets nothing sound here.' : 'Two soft notes: up when done, level when you are asked, down when it failed.'}
    >
      <Button kind="quiet" onClick={() => void listen()}>
        Listen
      </Button>
      <Switch labelledBy={name} on={on} onChange={(sound) => choose({ sound })} />
    </SettingsRow>
  );
}
