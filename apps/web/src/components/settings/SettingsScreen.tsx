'use client';

import { useEffect } from 'react';
import { nameTab } from '../../state/tab.ts';
import { ViewHeader } from '../shell/ViewHeader.tsx';
import { AccessSettings } from './AccessSettings.tsx';
import { AlertSettings } from './AlertSettings.tsx';
import { AppearanceSettings } from './AppearanceSettings.tsx';
import { DataSettings } from './DataSettings.tsx';
import { KeysSettings } from './KeysSettings.tsx';
import { ProviderSettings } from './ProviderSettings.tsx';
import { sections } from './sections.ts';

/** What can be set, and what stands behind the page: agents, browsers that may come in, the data. */
export function SettingsScreen() {
  useEffect(() => nameTab('Settings'), []);
  return (
    <>
      <ViewHeader>
        <h1 className="text-[15px] font-semibold tracking-[-0.01em]">Settings</h1>
      </ViewHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="settings">
          <nav aria-label="Settings" className="settings-nav">
            {sections.map(({ id, title }) => (
              <a key={id} href={`#${id}`}>
                {title}
              </a>
            ))}
          </nav>
          <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-11">
            <AppearanceSettings />
            <AlertSettings />
            <ProviderSettings />
            <KeysSettings />
            <AccessSettings />
            <DataSettings />
          </div>
        </div>
      </div>
    </>
  );
}
