export interface DiffLine {
  readonly sign: '+' | '-' | ' ' | '…';
  readonly text: string;
}

/** Above so many lines a side, what differs is shown as removed and added whole: the table of the comparison is quadratic. */
const compared = 400;
const context = 3;

/** The lines of two texts against each other, with a few lines of what is the same around each change. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const left = split(before);
  const right = split(after);
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head += 1;
  let tail = 0;
  while (tail < left.length - head && tail < right.length - head && left.at(-1 - tail) === right.at(-1 - tail)) tail += 1;
  const middle = compare(left.slice(head, left.length - tail), right.slice(head, right.length - tail));
  return fold([...same(left.slice(0, head)), ...middle, ...same(left.slice(left.length - tail))]);
}

/** The lines of a unified patch, without its file header. */
export function patchLines(patch: string): readonly DiffLine[] {
  return split(patch)
    .filter((line) => !/^(Index: |={5,}|--- |\+\+\+ |diff --git )/.test(line))
    .map((line) => {
      if (line.startsWith('@@')) return { sign: '…', text: line };
      const sign = line.startsWith('+') ? '+' : line.startsWith('-') ? '-' : ' ';
      return { sign, text: sign === ' ' && !line.startsWith(' ') ? line : line.slice(1) };
    });
}

export function looksLikePatch(text: string): boolean {
  return /^@@ -\d/m.test(text) || /^--- .*\n\+\+\+ /m.test(text);
}

export function countChanges(lines: readonly DiffLine[]): { readonly added: number; readonly removed: number } {
  return {
    added: lines.filter((line) => line.sign === '+').length,
    removed: lines.filter((line) => line.sign === '-').length,
  };
}

function split(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

function same(lines: readonly string[]): readonly DiffLine[] {
  return lines.map((text) => ({ sign: ' ', text }));
}

/** The longest common lines of both, by the usual table. */
function compare(left: readonly string[], right: readonly string[]): readonly DiffLine[] {
  const whole: readonly DiffLine[] = [
    ...left.map((text) => ({ sign: '-', text }) as const),
    ...right.map((text) => ({ sign: '+', text }) as const),
  ];
  if (left.length === 0 || right.length === 0 || left.length > compared || right.length > compared) return whole;
  const width = right.length + 1;
  const table = new Uint16Array((left.length + 1) * width);
  const at = (row: number, column: number) => table[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      const longest = left[row] === right[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
      table[row * width + column] = longest;
    }
  }
  const lines: DiffLine[] = [];
  let row = 0;
  let column = 0;
  while (row < left.length || column < right.length) {
    const [old, fresh] = [left[row], right[column]];
    if (old !== undefined && old === fresh) {
      lines.push({ sign: ' ', text: old });
      row += 1;
      column += 1;
    } else if (old !== undefined && (fresh === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ sign: '-', text: old });
      row += 1;
    } else if (fresh !== undefined) {
      lines.push({ sign: '+', text: fresh });
      column += 1;
    }
  }
  return lines;
}

/** Leaves out what is the same and far from any change. */
function fold(lines: readonly DiffLine[]): readonly DiffLine[] {
  const near = lines.map(() => false);
  lines.forEach((line, index) => {
    if (line.sign === ' ') return;
    for (let other = Math.max(0, index - context); other <= Math.min(lines.length - 1, index + context); other += 1) near[other] = true;
  });
  const folded: DiffLine[] = [];
  let skipped = 0;
  lines.forEach((line, index) => {
    if (near[index]) {
      if (skipped > 0) folded.push({ sign: '…', text: `${skipped} unchanged` });
      skipped = 0;
      folded.push(line);
    } else skipped += 1;
  });
  if (skipped > 0 && folded.length > 0) folded.push({ sign: '…', text: `${skipped} unchanged` });
  return folded;
}
