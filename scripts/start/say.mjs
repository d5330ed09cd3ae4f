/** What the two commands print: one line for each step, with its time once it took longer than a moment. */
const tty = process.stdout.isTTY === true;
const dim = (text) => (tty ? `\u001b[2m${text}\u001b[0m` : text);
const bold = (text) => (tty ? `\u001b[1m${text}\u001b[0m` : text);

export function say(text) {
  process.stdout.write(`${text}\n`);
}

export function sayQuietly(text) {
  say(dim(text));
}

/** Shows `text` while `work` runs; says how long it took when it took more than a second. */
export async function step(text, work) {
  const began = performance.now();
  let shown = false;
  const show = () => {
    if (shown) return;
    shown = true;
    process.stdout.write(`  ${text} …\n`);
  };
  const timer = setTimeout(show, 300);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    const seconds = (performance.now() - began) / 1_000;
    if (shown && seconds > 1) say(dim(`  ${' '.repeat(text.length)}   ${seconds.toFixed(0)} s`));
  }
}

/** A failure that is the user's to mend: printed without a stack. */
export class Advice extends Error {}

export function fail(error) {
  if (error instanceof Advice) process.stderr.write(`\n${bold('Plumbline cannot start.')} ${error.message}\n`);
  else process.stderr.write(`\n${error?.stack ?? error}\n`);
  process.exitCode = 1;
}
