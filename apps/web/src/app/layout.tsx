import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { readTheme, themeCookie } from '../state/themeChoice.ts';
import './globals.css';

export const metadata: Metadata = { title: 'Plumbline', description: 'A workbench for coding agents in which a thread never lies.' };

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f5f5f2' },
    { media: '(prefers-color-scheme: dark)', color: '#191918' },
  ],
};

/**
 * The document. It is rendered for each request, because a prerendered page cannot carry the nonce of its security
 * policy: Next takes the nonce from the request's policy (proxy.ts) and puts it on every script of its own.
 */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  await connection();
  const theme = readTheme((await cookies()).get(themeCookie)?.value);
  return (
    <html lang="en" data-theme={theme}>
      <body>{children}</body>
    </html>
  );
}
