import { type DiffLine, patchLines } from './diff.ts';

/** A line of a patch with its numbers in the old and the new file; 1 is the first. */
export interface NumberedLine extends DiffLine {
  readonly before?: number;
  readonly after?: number;
}

/** The lines of a unified patch, numbered as its hunks say. */
export function numberedLines(patch: string): readonly NumberedLine[] {
  let before = 1;
  let after = 1;
  return patchLines(patch).flatMap((line): readonly NumberedLine[] => {
    switch (line.sign) {
      case '…': {
        const head = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line.text);
        if (head) [before, after] = [Number(head[1]), Number(head[2])];
        return [line];
      }
      case ' ':
        return line.text.startsWith('\\ No newline') ? [] : [{ ...line, before: before++, after: after++ }];
      case '-':
        return [{ ...line, before: before++ }];
      case '+':
        return [{ ...line, after: after++ }];
      default:
        return line.sign satisfies never;
    }
  });
}

/** Both sides of a place; a missing one is a line that only the other has. Indices are of the lines that were given. */
export interface Pair {
  readonly left?: number;
  readonly right?: number;
}

/** The lines beside each other: what was removed stands against what was added in its place. */
export function sideBySide(lines: readonly NumberedLine[]): readonly Pair[] {
  const pairs: Pair[] = [];
  let removed: number[] = [];
  let added: number[] = [];
  const flush = () => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) {
      const [left, right] = [removed[at], added[at]];
      pairs.push({ ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }) });
    }
    [removed, added] = [[], []];
  };
  lines.forEach(({ sign }, at) => {
    if (sign === '-') removed.push(at);
    else if (sign === '+') added.push(at);
    else {
      flush();
      pairs.push({ left: at, right: at });
    }
  });
  flush();
  return pairs;
}
