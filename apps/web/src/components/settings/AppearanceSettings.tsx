import { setTheme, useTheme } from '../../state/theme.ts';
import type { Theme } from '../../state/themeChoice.ts';
import { SettingsRow, SettingsSection } from './SettingsSection.tsx';

const themes: readonly (readonly [Theme, string])[] = [
  ['system', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

export function AppearanceSettings() {
  const theme = useTheme();
  return (
    <SettingsSection id="appearance" about="Kept for this browser.">
      <div className="settings-card settings-rows">
        <SettingsRow title="Colours" hint="System follows what your desktop says.">
          <fieldset className="segments" aria-label="Colours">
            {themes.map(([each, label]) => (
              <button key={each} type="button" aria-pressed={theme === each} onClick={() => setTheme(each)}>
                {label}
              </button>
            ))}
          </fieldset>
        </SettingsRow>
      </div>
    </SettingsSection>
  );
}
