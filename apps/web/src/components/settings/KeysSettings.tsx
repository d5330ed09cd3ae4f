import { KeyList } from '../palette/KeyList.tsx';
import { SettingsSection } from './SettingsSection.tsx';

export function KeysSettings() {
  return (
    <SettingsSection id="keys" about="Single letters count while nothing is being written. ? shows this list from anywhere.">
      <div className="settings-card settings-keys">
        <KeyList />
      </div>
    </SettingsSection>
  );
}
