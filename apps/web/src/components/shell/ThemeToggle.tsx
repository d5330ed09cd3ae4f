'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useEffect } from 'react';
import { initTheme, setTheme, useTheme } from '../../state/theme.ts';
import type { Theme } from '../../state/themeChoice.ts';

const next: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const icons = { system: Monitor, light: Sun, dark: Moon };

export function ThemeToggle() {
  const theme = useTheme();
  useEffect(initTheme, []);
  const Icon = icons[theme];
  const label = `Colours: ${theme}. Change to ${next[theme]}.`;
  return (
    <button type="button" className="icon-btn" aria-label={label} title={label} onClick={() => setTheme(next[theme])}>
      <Icon size={15} aria-hidden="true" />
    </button>
  );
}
