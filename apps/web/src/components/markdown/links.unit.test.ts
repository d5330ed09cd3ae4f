import { describe, expect, it } from 'vitest';
import { safeLink } from './links.ts';

describe('safeLink', () => {
  it.each(['https://example.org/a?b=1', 'http://localhost:3000/', 'mailto:a@example.org'])('follows %s', (url) => {
    expect(safeLink(url)).toBe(url);
  });

  it.each([
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://example.org/1',
    '/relative',
    '//other.example',
    'not an address',
    '',
  ])('shows %j as text', (url) => {
    expect(safeLink(url)).toBeNull();
  });
});
