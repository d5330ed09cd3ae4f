import { ProviderFault } from '@plumbline/providers';
import { LyingControl, type SessionTruth } from '@plumbline/providers/lying';
import type { ServerProcess } from '@plumbline/runtime/testing';
import type { Play } from '../../src/play.ts';
import { until } from '../../src/stage/until.ts';
import type { Agent, History, Place } from '../../src/subject.ts';
import { runningProcess } from '../process.ts';
import { Workplace } from '../work.ts';
import { promptFor } from './script.ts';

/** For one look at a gate, in ms: the child may end, and another be started. */
const glance = 100;

/** Directs the lying provider by scripts and its control surface, and asks there for what is true. */
export class LyingAgent implements Agent {
  readonly #server: ServerProcess;
  readonly #work: Workplace;

  constructor(server: ServerProcess) {
    this.#server = server;
    this.#work = new Workplace(server.root);
  }

  message(play: Play): string {
    return promptFor(play, this.#work);
  }

  async reached(gate: string): Promise<void> {
    await until(`the agent stands at ${gate}`, async () => {
      if (this.#work.isReached(gate)) return true;
      return (await this.#ask((control) => control.reached(gate, glance))) ? true : undefined;
    });
  }

  async release(gate: string): Promise<void> {
    this.#work.open(gate);
    await this.#ask((control) => control.open(gate));
  }

  working(gate: string): readonly number[] {
    return this.#work.working(gate);
  }

  pid(): Promise<number> {
    return this.#server.agentPid('lying');
  }

  async history(place: Place): Promise<History | null> {
    const sessions = await this.#sessions(place);
    if (sessions === null) return null;
    return {
      sessions: sessions.length,
      // A prompt that was handed over twice stands there twice, though it was played once.
      prompts: sessions.flatMap(({ prompts }) => prompts.flatMap(({ text, count }) => Array.from({ length: count }, () => text))),
      said: sessions.flatMap(({ said }) => said),
      aborted: sessions.at(-1)?.prompts.findLast(({ state }) => state !== 'not begun')?.state === 'aborted',
    };
  }

  async promptElsewhere(play: Play, place: Place): Promise<void> {
    const newest = (await this.#sessions(place))?.at(-1);
    if (newest === undefined) throw new Error(`the agent has no conversation ${place.title}`);
    await this.#ask((control) => control.promptElsewhere(newest.id, this.message(play)));
  }

  async lose(place: Place): Promise<void> {
    for (const { id } of (await this.#sessions(place)) ?? []) await this.#ask((control) => control.lose(id));
  }

  /** Oldest first; null: the child does not run. */
  async #sessions({ directory, title }: Place): Promise<readonly SessionTruth[] | null> {
    const truth = await this.#ask((control) => control.truth());
    return truth?.sessions.filter((each) => each.directory === directory && each.title === title) ?? null;
  }

  /** Null: the child does not run, or does not listen yet. */
  async #ask<T>(question: (control: LyingControl) => Promise<T>): Promise<T | null> {
    const record = runningProcess(this.#server.dataDir, 'lying');
    if (record === null) return null;
    try {
      return await question(new LyingControl({ port: record.port, token: record.password }));
    } catch (error) {
      if (error instanceof ProviderFault && error.seen === 'no' && error.failure.code === 'PROVIDER_UNAVAILABLE') return null;
      throw error;
    }
  }
}
