import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, for links, sessions and the owner's token. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token. SHA-256 is enough: the token itself cannot be guessed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Takes the same time wherever the two differ, also in length. */
export function sameToken(given: string, expected: string): boolean {
  const digest = (text: string) => Uint8Array.from(createHash('sha256').update(text).digest());
  return timingSafeEqual(digest(given), digest(expected));
}
