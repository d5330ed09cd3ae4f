import { expect } from '@playwright/test';
import { createClient } from '@plumbline/client';
import { type Plumbline, root } from '../../../e2e/harness/plumbline.ts';
import { practiceOf } from '../../../e2e/harness/test.ts';
import { figure } from '../measure.ts';
import { type Row, row } from '../row.ts';
import { pause, withPlumbline } from '../server/bench-server.ts';
import { fillThreads } from '../workload/long-threads.ts';
import { beforeFirstPiece, pacedPrompt, releasePaced } from '../workload/paced.ts';
import { type Visit, WebBrowser } from './browser.ts';

const part = 'streaming';
const runs = 3;
/** 100 a second; a step of a script holds 500 actions. */
const deltas = 240;
const everyMs = 10;
/** Keys in each run, evenly over it. */
const keys = 30;
const frame = 1_000 / 60;

/** What a page does while a text streams into an open thread of 5,000 items, against the same page while nothing comes. */
export async function streaming(): Promise<readonly Row[]> {
  return withPlumbline(async (plumbline) => {
    const { long } = await fillThreads(plumbline.dataDir, plumbline.directory('long'), { long: 5_000 });
    await plumbline.start();
    const api = createClient({ url: plumbline.url, token: plumbline.token });
    // The made-up conversation is none that the agent knows.
    await api.thread.session.start.mutate({ threadId: long, fresh: true });
    await api.thread.turn.start.mutate({ threadId: long, text: 'Say hello.' });
    return WebBrowser.withBrowser(root, plumbline, (browser) =>
      browser.visit({ cache: true }, async (visit) => {
        await visit.workbench.open(long);
        await expect(visit.workbench.turns.last()).toHaveAttribute('data-turn-state', 'completed', { timeout: 90_000 });
        const quiet: Watched[] = [];
        const busy: Watched[] = [];
        for (let run = 1; run <= runs; run++) {
          quiet.push(await watched(visit, () => pause(deltas * everyMs)));
          busy.push(await watched(visit, await stream(plumbline, visit, long, `stream-${run}`)));
        }
        const sum = (all: readonly Watched[]) => all.reduce((tasks, each) => tasks + each.longTasks, 0);
        const shift = busy.reduce((most, each) => Math.max(most, each.shift), 0);
        const slower = p95(busy) - p95(quiet);
        return [
          {
            part,
            what: `long tasks in ${runs} runs, beyond those of the idle page (${sum(quiet)})`,
            figure: String(sum(busy) - sum(quiet)),
            spread: '',
            target: '≤ 0',
            met: sum(busy) <= sum(quiet),
          },
          row(
            { part, what: 'a key until its letter is drawn, p95, slower than on the idle page', unit: 'ms', atMost: frame },
            figure([slower]),
          ),
          row({ part, what: 'layout shift while it streams', unit: '', atMost: 0.01 }, figure([shift])),
        ];
      }),
    );
  });
}

interface Watched {
  readonly longTasks: number;
  readonly shift: number;
  /** Of each key, in ms. */
  readonly latencies: readonly number[];
}

/** Types all the while. */
async function watched({ page, probe, workbench }: Visit, goOn: () => Promise<void>): Promise<Watched> {
  await workbench.composer.fill('');
  await workbench.composer.focus();
  await page.evaluate(noteKeys);
  const before = await probe.observed();
  const typing = workbench.composer.pressSequentially('a'.repeat(keys), { delay: (deltas * everyMs) / keys - 10 });
  await Promise.all([goOn(), typing]);
  const after = await probe.observed();
  const latencies = await page.evaluate(() => (window as unknown as { plumblineKeys: number[] }).plumblineKeys);
  return { longTasks: after.longTasks - before.longTasks, shift: after.shift - before.shift, latencies };
}

function p95(runsOf: readonly Watched[]): number {
  const all = runsOf.flatMap(({ latencies }) => latencies).toSorted((one, other) => one - other);
  return all[Math.floor(all.length * 0.95)] ?? 0;
}

/** A turn that stands before its first word; the result streams it. */
async function stream(plumbline: Plumbline, { workbench }: Visit, threadId: string, key: string): Promise<() => Promise<void>> {
  const prompt = pacedPrompt(
    key,
    Array.from({ length: deltas }, (_, at) => `word${at} and *more* `),
  );
  const api = createClient({ url: plumbline.url, token: plumbline.token });
  await api.thread.turn.start.mutate({ threadId, text: prompt });
  const control = await practiceOf(plumbline);
  await beforeFirstPiece(control, key);
  await expect(workbench.turns.last()).toHaveAttribute('data-turn-state', 'running');
  return async () => {
    await releasePaced(control, key, deltas, everyMs);
    await expect(workbench.turns.last()).toHaveAttribute('data-turn-state', 'completed');
  };
}

/** Runs in the page: from a key to the frame that shows it. */
function noteKeys(): void {
  const place = window as unknown as { plumblineKeys: number[]; plumblineNotes?: true };
  place.plumblineKeys = [];
  if (place.plumblineNotes) return;
  place.plumblineNotes = true;
  window.addEventListener(
    'keydown',
    (event) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => place.plumblineKeys.push(performance.now() - event.timeStamp);
        port2.postMessage(null);
      });
    },
    true,
  );
}
