import { expect, it } from 'vitest';
import { kindOf } from './kind.ts';

it.each([
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0], 'image/png'],
  [[0xff, 0xd8, 0xff, 0xe0], 'image/jpeg'],
  [[...Buffer.from('GIF89a')], 'image/gif'],
  [[...Buffer.from('RIFF....WEBPVP8 ')], 'image/webp'],
  [[...Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')], 'text/plain'],
  [[...Buffer.from('größer')], 'text/plain'],
  [[], 'text/plain'],
  [[0x25, 0x50, 0x44, 0x46, 0], null],
  [[0xfc, 0x20], null],
])('given bytes %j, then they are %s', (bytes, kind) => expect(kindOf(Uint8Array.from(bytes))).toBe(kind));
