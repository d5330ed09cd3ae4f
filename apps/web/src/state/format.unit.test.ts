import { describe, expect, it } from 'vitest';
import { formatAgo, formatBytes, formatCost, formatCount, formatSpan } from './format.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** A Wednesday noon, local time. */
const now = new Date(2026, 5, 17, 12, 0, 0).getTime();

describe('formatSpan', () => {
  it.each([
    [0, '0:00'],
    [999, '0:00'],
    [42_000, '0:42'],
    [12 * minute + 5_000, '12:05'],
    [hour + 2 * minute + 9_000, '1:02:09'],
    [30 * hour, '30:00:00'],
    [-5_000, '0:00'],
  ])('%d ms reads %s', (ms, text) => {
    expect(formatSpan(ms)).toBe(text);
  });
});

describe('formatAgo', () => {
  it.each([
    [30_000, 'now'],
    [-30_000, 'now'],
    [14 * minute, '14m'],
    [59 * minute + 59_000, '59m'],
    [3 * hour, '3h'],
    [11 * hour, '11h'],
    [day, 'Tue'],
    [5 * day, 'Fri'],
    [20 * day, '28 May'],
    [400 * day, '13 May 2025'],
  ])('%d ms ago reads %s', (ago, text) => {
    expect(formatAgo(now - ago, now)).toBe(text);
  });
});

describe('sizes', () => {
  it.each([
    [950, '950'],
    [12_400, '12.4k'],
    [20_000, '20k'],
    [212_345, '212k'],
    [1_240_000, '1.2M'],
  ])('%d tokens read %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it('bytes and cost are short, and nothing costs nothing', () => {
    expect([formatBytes(312), formatBytes(8_192), formatBytes(1_400_000)]).toEqual(['312 B', '8.2 kB', '1.4 MB']);
    expect([formatCost(0), formatCost(0.004), formatCost(0.042)]).toEqual([undefined, '<$0.01', '$0.04']);
  });
});
