import type { MessageId, RequestAnswer } from '@plumbline/lifecycle';
import { scriptIn } from '../script/parse.ts';
import { scriptOfSeed } from '../script/seed.ts';
import type { Script } from '../script/shape.ts';
import type { Truth, WireSession } from '../wire.ts';
import { Gates } from './gates.ts';
import { History, type StoredSession } from './history.ts';
import { rewindForth, rewindTo } from './rewind.ts';
import { Session, type World } from './session.ts';
import type { Streams } from './streams.ts';

export const sessionLimit = 2_000;

/** A call is refused: `status` is the HTTP status of the answer. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** All sessions of the child. */
export class Agent {
  readonly gates = new Gates();
  readonly streams: Streams;
  readonly #history: History;
  readonly #sessions = new Map<string, Session>();
  readonly #world: World;
  /** Null: a text that is no script is answered plainly. */
  #seed: number | null;
  #made = 0;

  constructor(stateDir: string, streams: Streams, seed: number | null) {
    this.streams = streams;
    this.#seed = seed;
    this.#history = new History(stateDir);
    const earlierLife = this.#history.begin(streams.life);
    this.#world = { gates: this.gates, streams, history: this.#history, earlierLife, lose: (id) => this.delete(id) };
    for (const stored of this.#history.all()) this.#sessions.set(stored.id, new Session(this.#world, stored));
  }

  create(directory: string, title: string): WireSession {
    return this.#keep(directory, title, { prompts: [], steps: [], parts: [] });
  }

  /** As real agents do it: the copies have names of their own, and nothing of them is told. */
  fork({ stored }: Session, title: string, before: MessageId | null): WireSession {
    const end = stored.prompts.findIndex(({ id }) => id === before);
    const prompts = end < 0 ? stored.prompts : stored.prompts.slice(0, end);
    const names = new Map(prompts.map(({ id }, at) => [id, `copy_${this.#made + 1}_${at}_${id}` as MessageId]));
    const copied = <Each extends { readonly prompt: MessageId }>(all: readonly Each[]): Each[] =>
      all.flatMap((each) => {
        const prompt = names.get(each.prompt);
        return prompt === undefined ? [] : [{ ...each, prompt }];
      });
    return this.#keep(stored.directory, title, {
      prompts: prompts.map((prompt) => ({ ...prompt, id: names.get(prompt.id) ?? prompt.id })),
      steps: copied(stored.steps),
      parts: copied(stored.parts).map((part) => ({ ...part, part: `copy_${this.#made + 1}_${part.part}` })),
    });
  }

  #keep(directory: string, title: string, history: Pick<StoredSession, 'prompts' | 'steps' | 'parts'>): WireSession {
    if (this.#sessions.size >= sessionLimit) throw new Refusal(409, 'There are too many sessions.');
    this.#made += 1;
    const id = `lie_${this.streams.life}_${this.#made}`;
    const session = new Session(this.#world, { id, directory, title, aborts: 0, ...history });
    this.#sessions.set(id, session);
    session.keep();
    return session.said();
  }

  /** Throws Refusal with 404 when it is not known. */
  session(id: string): Session {
    const session = this.#sessions.get(id);
    if (session === undefined) throw new Refusal(404, 'There is no such session.');
    return session;
  }

  /** Resolves to how the call is answered; a prompt without an id of its own gets one that is nobody's. */
  prompt(session: Session, given: { readonly id?: MessageId; readonly text: string; readonly steer: boolean }): Script['handOver'] {
    const script = scriptIn(given.text) ?? this.#plain(session, given.text);
    const handOver = script.handOver ?? 'taken';
    if (handOver === 'refused') throw new Refusal(409, 'The script refuses this prompt.');
    if (session.isRunning && !given.steer) throw new Refusal(409, 'The session is at work.');
    const id = given.id ?? (session.name('own') as MessageId);
    if (handOver !== 'swallowed') session.prompt(id, given.text, script);
    return handOver;
  }

  rewind(session: Session, to: MessageId | null): void {
    if (session.isRunning) throw new Refusal(409, 'The session is at work.');
    if (to === null) rewindForth(session.stored);
    else rewindTo(session.stored, to);
    session.keep();
  }

  abort(session: Session): void {
    if (session.refusesStops > 0) {
      session.refusesStops -= 1;
      throw new Refusal(409, 'It does not stop.');
    }
    session.abort();
  }

  answer(session: Session, ref: string, answer: RequestAnswer): void {
    const open = session.requests.get(ref);
    if (open === undefined) throw new Refusal(404, 'Nobody waits for this answer.');
    open.answered(answer);
  }

  stopTask(session: Session, ref: string, force: boolean): void {
    const task = session.tasks.get(ref);
    if (task === undefined) throw new Refusal(404, 'There is no such task.');
    if (task.refusesStop && !force) throw new Refusal(409, 'The task does not stop.');
    task.end();
  }

  delete(id: string): void {
    this.#sessions.get(id)?.vanish();
    this.#sessions.delete(id);
    this.#history.remove(id);
  }

  seed(seed: number | null): void {
    this.#seed = seed;
  }

  truth(): Truth {
    return { life: this.streams.life, sessions: [...this.#sessions.values()].map((session) => session.truth()) };
  }

  #plain(session: Session, text: string): Script {
    if (this.#seed !== null) return scriptOfSeed(this.#seed, text, session.stored.prompts.length);
    return { steps: [{ do: 'text', text: `You said: ${text.slice(0, 200)}` }] };
  }
}
