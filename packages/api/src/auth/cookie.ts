import { createHash } from 'node:crypto';

export const sessionDays = 30;

/** Named after port and data directory: browsers send a cookie to every port of a host. */
export function cookieName(port: number, dataDir: string): string {
  const directory = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  return `plumbline_${port}_${directory}`;
}

/** The value of the cookie of this name in a Cookie header. */
export function readCookie(header: string | null, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return null;
}

export function sessionCookie(name: string, token: string): string {
  return `${name}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${sessionDays * 24 * 60 * 60}`;
}

export function endedCookie(name: string): string {
  return `${name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;
}
