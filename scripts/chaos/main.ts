/**
 * What scripts/chaos.mjs runs once all is built. `--seed N`: the first chapter's seed; `--minutes M`: chapters and rounds are begun
 * for so long (default 5, without end if `--kills` is given); `--kills K`: until so many kills are done; `--chapters C`: at most
 * so many; `--rounds R`: rounds of each chapter (default 8).
 */
import { parseArgs } from 'node:util';
import { say } from '../start/say.mjs';
import { Chapter } from './chapter.ts';
import { Figures, killsIn } from './figures.ts';

const running = new Set<Chapter>();

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      minutes: { type: 'string' },
      kills: { type: 'string' },
      rounds: { type: 'string' },
      chapters: { type: 'string' },
    },
  });
  const seed = whole('seed', values.seed ?? String(Date.now() % 1_000_000));
  const rounds = whole('rounds', values.rounds ?? '8');
  const chapters = whole('chapters', values.chapters ?? '1000');
  const minutes = Number(values.minutes ?? (values.kills === undefined ? '5' : 'Infinity'));
  const until = performance.now() + minutes * 60_000;
  const enoughKills = whole('kills', values.kills ?? String(Number.MAX_SAFE_INTEGER));
  const figures = new Figures();
  const isEnough = (kills: number) => performance.now() >= until || kills >= enoughKills;
  for (let at = 0; at < chapters && (at === 0 || !isEnough(figures.kills)); at++) {
    const findings = await chapter(seed + at, { rounds, isEnough, figures });
    if (findings.length === 0) continue;
    for (const finding of findings) say(`  ${finding}`);
    say(`FAILED with seed ${seed + at}. Again: npm run chaos -- --seed ${seed + at} --chapters 1 --rounds ${rounds}`);
    process.exitCode = 1;
  }
  say(figures.text());
}

async function chapter(
  seed: number,
  { rounds, isEnough, figures }: { rounds: number; isEnough: (kills: number) => boolean; figures: Figures },
): Promise<readonly string[]> {
  const it = new Chapter(seed);
  running.add(it);
  const findings: string[] = [];
  try {
    await it.begin();
    const kills = () => figures.kills + killsIn(it.inflictor.counts);
    for (let number = 0; number < rounds && findings.length === 0 && (number === 0 || !isEnough(kills())); number++) {
      const began = performance.now();
      findings.push(...(await it.round(number)).map((finding) => `seed ${seed}, round ${number}: ${finding}`));
      figures.round();
      const took = seconds(performance.now() - began);
      say(`  seed ${seed}, round ${number}: ${took}, ${kills()} kills so far, ${findings.length} findings${waited(it)}`);
    }
    findings.push(...(await it.end()).map((finding) => `seed ${seed}, ${finding}`));
  } catch (error) {
    findings.push(`seed ${seed}: broken off: ${error instanceof Error ? error.stack : error}`);
    findings.push(...it.plumbline.output.slice(-20));
  }
  figures.chapter(it, findings.length);
  await it.clear(findings.length > 0);
  if (findings.length > 0) findings.push(`its data is kept in ${it.plumbline.base}`);
  running.delete(it);
  return findings;
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

/** What was waited for longer than a second. */
function waited({ waits }: Chapter): string {
  const long = [...waits].filter(([, ms]) => ms > 1_000).map(([what, ms]) => `${what} ${seconds(ms)}`);
  return long.length > 0 ? ` (${long.join(', ')})` : '';
}

function whole(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${name} is a whole number, not "${value}".`);
  return number;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => Promise.all([...running].map((it) => it.clear(false))).finally(() => process.exit(1)));

main(process.argv.slice(2)).then(
  () => process.exit(),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
