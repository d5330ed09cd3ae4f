export type Theme = 'system' | 'light' | 'dark';

export const themeCookie = 'plumbline-theme';

export function readTheme(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system';
}
