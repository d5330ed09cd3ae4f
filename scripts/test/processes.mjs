import { readdirSync, readFileSync } from 'node:fs';

/**
 * Processes that carry a folder's name in their environment or command line: those that work for it, also when whoever started
 * them is gone. Not the one that asks. Linux only; elsewhere there are none to be seen.
 *
 * @param {string} folder
 * @returns {{ readonly pid: number, readonly command: string }[]}
 */
export function processesOf(folder) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(`/proc/${pid}/environ`).includes(folder) || read(`/proc/${pid}/cmdline`).includes(folder))
    .map((pid) => ({ pid: Number(pid), command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }))
    .filter(({ command }) => command !== '');
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
