import { createStore, useStore } from './store.ts';
import { readTheme, type Theme, themeCookie } from './themeChoice.ts';

/**
 * The server reads the cookie and renders the choice into the document, so that nothing flashes and no inline script is
 * needed. It holds no secret and is read by the page itself.
 */
const store = createStore<Theme>('system');

export function useTheme(): Theme {
  return useStore(store, (theme) => theme);
}

export function initTheme(): void {
  store.set(readTheme(document.documentElement.dataset.theme));
}

export function setTheme(theme: Theme): void {
  store.set(theme);
  document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `${themeCookie}=${theme}; Path=/; Max-Age=31536000; SameSite=Lax`;
}
