import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matrix } from './matrix.ts';
import { type Played, type Scenario, type Strike, type Struck, titleOf } from './scenario.ts';
import { broken } from './stage/claims.ts';
import { Stage } from './stage/stage.ts';
import { storyOf } from './stage/story.ts';
import type { Thread } from './stage/thread.ts';
import { lacking, type Subject } from './subject.ts';

/** For one scenario, in ms. */
const timeout = 120_000;

/** Declares the whole matrix as tests of this provider. Scenarios that it is not capable of are skipped. */
export function conform(subject: Subject): void {
  describe(subject.name, { timeout }, () => {
    const theatre = new Theatre(subject);
    afterAll(async () => {
      expect(await theatre.close()).toEqual([]);
    }, timeout);
    const test = (scenario: Scenario, run: () => Promise<void>) =>
      it.skipIf(lacking(subject, scenario.needs ?? []) !== null)(titleOf(scenario), run);

    for (const scenario of matrix) if ('play' in scenario) test(scenario, () => playAlone(theatre, scenario));
    for (const strike of ['agent', 'plumbline', 'both'] as const) {
      const struck = matrix.filter((each): each is Struck => 'strike' in each && each.strike === strike);
      const able = struck.filter(({ needs }) => lacking(subject, needs ?? []) === null);
      describe(`killed: ${strike}`, () => {
        const threads = new Map<Struck, Promise<Thread>>();
        beforeAll(() => strikeAll(theatre, strike, able, threads), timeout);
        afterAll(() => theatre.tidy());
        for (const scenario of struck) test(scenario, () => lookAt(theatre, scenario, threads.get(scenario)));
      });
    }
  });
}

/** Opens a stage when one is needed, and another when something went wrong on it. */
class Theatre {
  readonly #subject: Subject;
  #stage: Promise<Stage> | null = null;
  #spoilt = false;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  stage(): Promise<Stage> {
    this.#stage ??= Stage.open(this.#subject);
    return this.#stage;
  }

  /** A scenario failed here; others may still be looked at. */
  spoil(): void {
    this.#spoilt = true;
  }

  /** The next scenario gets a stage on which nothing went wrong yet. */
  async tidy(): Promise<void> {
    if (!this.#spoilt) return;
    await (await this.#stage)?.abandon();
    this.#stage = null;
    this.#spoilt = false;
  }

  /** What is wrong after a clean stop. */
  async close(): Promise<readonly string[]> {
    await this.tidy();
    return (await (await this.#stage)?.end()) ?? [];
  }
}

async function playAlone(theatre: Theatre, scenario: Played): Promise<void> {
  await theatre.tidy();
  const stage = await theatre.stage();
  const thread = await stage.newThread(scenario.ownProject ? stage.newDirectory() : undefined);
  await hold(theatre, thread, () => scenario.play(thread, stage));
  await stage.calm();
}

/** Brings every thread to its moment, and strikes once. A thread that does not get there fails its own scenario only. */
async function strikeAll(
  theatre: Theatre,
  strike: Strike,
  struck: readonly Struck[],
  threads: Map<Struck, Promise<Thread>>,
): Promise<void> {
  await theatre.tidy();
  const stage = await theatre.stage();
  for (const order of [...new Set(struck.map((each) => each.order))].toSorted()) {
    for (const scenario of struck.filter((each) => each.order === order)) threads.set(scenario, getReady(stage, scenario));
    await Promise.allSettled(threads.values());
  }
  await stage.strike(strike);
}

async function getReady(stage: Stage, scenario: Struck): Promise<Thread> {
  const thread = await stage.newThread();
  await scenario.given(thread, stage);
  return thread;
}

async function lookAt(theatre: Theatre, scenario: Struck, ready: Promise<Thread> | undefined): Promise<void> {
  const stage = await theatre.stage();
  const thread = await ready?.catch((error: unknown) => {
    theatre.spoil();
    throw error;
  });
  if (thread !== undefined) await hold(theatre, thread, () => scenario.after(thread, stage));
}

/** What is special about the scenario, then what always holds. A failure tells what happened on the thread. */
async function hold(theatre: Theatre, thread: Thread, run: () => Promise<void>): Promise<void> {
  try {
    await run();
    expect(await broken(thread)).toEqual([]);
    await thread.do({ type: 'thread.archive' });
  } catch (error) {
    theatre.spoil();
    if (error instanceof Error) error.message += `\n\n${await storyOf(thread)}`;
    throw error;
  }
}
