import type { MessageId, RequestAnswer } from '@plumbline/lifecycle';
import type { Script } from '../script/shape.ts';
import type { SessionTruth, StepState, WirePart, WireRequest, WireSession, WireTask } from '../wire.ts';
import type { Gates } from './gates.ts';
import type { History, StoredSession } from './history.ts';
import { dropRewound } from './rewind.ts';
import { Run } from './run.ts';
import type { Streams } from './streams.ts';
import { Teller } from './teller.ts';

/** Steps and parts of a session that are kept; the oldest are forgotten. */
const keptPieces = 2_000;

export interface World {
  readonly gates: Gates;
  readonly streams: Streams;
  readonly history: History;
  /** In whose name an old epoch speaks: the child's life before this one. */
  readonly earlierLife: string;
  /** Forgets a session. */
  readonly lose: (id: string) => void;
}

export interface OpenRequest {
  readonly request: WireRequest;
  readonly answered: (answer: RequestAnswer) => void;
}

export interface OpenTask extends WireTask {
  readonly refusesStop: boolean;
  readonly end: () => void;
}

/** One session: what is true of it, and what it says of itself. */
export class Session {
  readonly world: World;
  readonly stored: StoredSession;
  readonly teller: Teller;
  readonly openParts = new Map<string, WirePart>();
  readonly requests = new Map<string, OpenRequest>();
  readonly tasks = new Map<string, OpenTask>();
  /** Tools that the user has allowed for always. */
  readonly allowed = new Set<string>();
  /** What it says when asked whether it works. */
  says: 'truth' | 'idle' | 'busy' = 'truth';
  hidden = false;
  refusesStops = 0;
  ignoresStops = 0;
  #run: Run | null = null;
  #named = 0;
  #isGone = false;

  constructor(world: World, stored: StoredSession) {
    this.world = world;
    this.stored = stored;
    this.teller = new Teller(stored.id, world.streams, world.gates);
  }

  get isRunning(): boolean {
    return this.#run !== null;
  }

  /** A name that no other life of the child gives. */
  name(what: string): string {
    this.#named += 1;
    return `${what}_${this.world.streams.life}_${this.#named}`;
  }

  /** A prompt that is there already is counted, and not played again. */
  prompt(id: MessageId, text: string, script: Script): void {
    const known = this.stored.prompts.find((prompt) => prompt.id === id);
    if (known) {
      known.count += 1;
      this.keep();
      return;
    }
    dropRewound(this.stored);
    this.stored.prompts.push({ id, text, count: 1, begun: false });
    this.keep();
    if (this.#run) this.#run.join(id, script);
    else this.#begin(new Run(this, id, script));
  }

  #begin(run: Run): void {
    this.#run = run;
    void run.play().finally(() => {
      this.#run = null;
    });
  }

  abort(): void {
    this.stored.aborts += 1;
    this.keep();
    if (this.ignoresStops > 0) this.ignoresStops -= 1;
    else this.#run?.abort();
  }

  /** The session's commands and waits end without a word: it is forgotten. */
  vanish(): void {
    this.#isGone = true;
    this.teller.mute();
    this.#run?.abort();
    for (const task of this.tasks.values()) task.end();
  }

  beginStep(prompt: MessageId): void {
    const stored = this.stored.prompts.find((each) => each.id === prompt);
    if (stored) stored.begun = true;
    this.stored.steps.push({ prompt, state: { is: 'open' } });
    if (this.stored.steps.length > keptPieces) this.stored.steps.shift();
    this.keep();
  }

  endStep(state: StepState): void {
    const newest = this.stored.steps.at(-1);
    if (newest) newest.state = state;
    this.keep();
  }

  /** Begins a part, and tells it. */
  openPart(begun: Omit<WirePart, 'part'>): WirePart {
    const part: WirePart = { part: this.name('part'), ...begun };
    this.openParts.set(part.part, part);
    this.teller.tell({ type: 'part', part });
    return part;
  }

  /** Keeps it as it is now, and tells its end. */
  closePart(part: WirePart): void {
    this.openParts.delete(part.part);
    this.stored.parts.push(part);
    if (this.stored.parts.length > keptPieces) this.stored.parts.shift();
    this.keep();
    this.teller.tell({ type: 'part-ended', part });
  }

  keep(): void {
    if (!this.#isGone) this.world.history.write(this.stored);
  }

  newestState(): StepState {
    return this.stored.steps.at(-1)?.state ?? { is: 'open' };
  }

  /** Takes a prompt that never began out of the history. */
  takeBack(id: MessageId): boolean {
    const at = this.stored.prompts.findIndex((prompt) => prompt.id === id);
    if (at < 0) return true;
    if (this.stored.parts.some((part) => part.prompt === id)) return false;
    this.stored.prompts.splice(at, 1);
    this.keep();
    return true;
  }

  /** What it says of itself. */
  said(): WireSession {
    const { id, directory, title, prompts, steps, parts, rewound } = this.stored;
    return {
      id,
      directory,
      title,
      seq: this.world.streams.seq,
      busy: this.says === 'truth' ? this.isRunning : this.says === 'busy',
      prompts: prompts.map((prompt) => prompt.id),
      ...(rewound ? { rewoundTo: rewound.to } : {}),
      steps,
      parts: [...parts, ...this.openParts.values()],
      requests: [...this.requests.values()].map(({ request }) => request),
      tasks: this.#tasks(),
    };
  }

  truth(): SessionTruth {
    const { id, directory, title, aborts, prompts, parts } = this.stored;
    return {
      id,
      directory,
      title,
      running: this.isRunning,
      aborts,
      prompts: prompts.map((prompt) => ({ id: prompt.id, text: prompt.text, count: prompt.count, state: this.#stateOf(prompt.id) })),
      said: parts.filter((part) => part.is === 'assistant' && part.closed && part.parent === undefined).map((part) => part.text),
      tasks: this.#tasks(),
    };
  }

  #tasks(): readonly WireTask[] {
    return [...this.tasks.values()].map(({ ref, title }) => ({ ref, title }));
  }

  #stateOf(id: MessageId): SessionTruth['prompts'][number]['state'] {
    const newest = this.stored.steps.findLast((step) => step.prompt === id);
    switch (newest?.state.is) {
      case undefined:
        return 'not begun';
      case 'open':
        return this.isRunning ? 'running' : 'cut off';
      case 'ended':
        return this.#run?.prompt === id ? 'running' : 'done';
      case 'failed':
        return 'failed';
      case 'aborted':
        return 'aborted';
    }
  }
}
