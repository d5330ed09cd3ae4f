import { expect, it } from 'vitest';
import { areWordsMeant } from './pastedFiles.ts';

const files = [{ name: 'one.png' }, { name: 'my notes.txt' }];

it.each([
  ['', false],
  ['one.png', false],
  ['one.png\r\nmy notes.txt\r\n', false],
  ['/home/me/one.png\n/home/me/my notes.txt', false],
  ['C:\\pictures\\one.png', false],
  ['Name\tPrice\nTea\t3', true],
  ['See one.png', true],
  ['one.png\nand words', true],
])('given files and the text %j, then the words are meant: %s', (text, meant) => expect(areWordsMeant(text, files)).toBe(meant));
