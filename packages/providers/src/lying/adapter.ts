import type { MessageId, RequestAnswer, Standing, Verdict } from '@plumbline/lifecycle';
import type {
  Binding,
  BindRequest,
  Capabilities,
  ForkRequest,
  Prompt,
  Provider,
  ProviderCommand,
  ProviderDescription,
  ProviderSignal,
  SessionRef,
} from '../contract.ts';
import { ProviderFault } from '../contract.ts';
import { faultOf, type LifeKeeper } from '../hosted/keeper.ts';
import type { Life } from './life.ts';
import { keepChild, type LyingOptions } from './server.ts';
import { BoundSession } from './session.ts';
import { standingOf } from './translate.ts';
import type { WireSession } from './wire.ts';

export const lyingModelId = 'lying/lying';

const capabilities: Capabilities = {
  steer: true,
  fork: true,
  rewind: true,
  resume: true,
  reattach: true,
  agents: false,
  sharedProcess: true,
};
const models = [{ id: lyingModelId, name: 'Lying', hosted: false, host: 'this machine' }];
const stopGrace = 1_000;

/** The adapter for the lying provider. It is honest: what the child tells it, it passes on. Making one starts nothing. */
export function createLying(options: LyingOptions): Provider {
  return new Lying(options);
}

class Lying implements Provider {
  readonly id = 'lying';
  readonly name = 'Lying';
  readonly capabilities = capabilities;
  readonly #options: LyingOptions;
  readonly #lives: LifeKeeper<Life>;
  #listener: (signal: ProviderSignal) => void = () => undefined;

  constructor(options: LyingOptions) {
    this.#options = options;
    this.#lives = keepChild(options, (signal) => this.#listener(signal));
  }

  listen(listener: (signal: ProviderSignal) => void): void {
    this.#listener = listener;
  }

  async describe(): Promise<ProviderDescription> {
    const status = this.#lives.isStarting ? 'starting' : this.#lives.life ? 'running' : 'stopped';
    return { id: this.id, name: this.name, status, models, agents: [], access: [], capabilities };
  }

  async commands(): Promise<readonly ProviderCommand[]> {
    return [];
  }

  async attach(deadline: AbortSignal): Promise<string | null> {
    const life = await this.#lives.adopt();
    await life?.streaming(deadline);
    return life?.incarnation ?? null;
  }

  async bind(request: BindRequest, deadline: AbortSignal): Promise<Binding> {
    const life = await this.#lives.ensure(deadline);
    try {
      return await this.#bindIn(life, request, deadline);
    } catch (error) {
      if (faultOf(error).failure.code === 'PROVIDER_UNAVAILABLE') await this.#lives.deathNoticed(life, deadline);
      throw error;
    }
  }

  async #bindIn(life: Life, { directory, title, resume, fork, fillIn }: BindRequest, deadline: AbortSignal): Promise<Binding> {
    const recorded = resume ?? fork?.from;
    const known = recorded ? await life.api.session(recorded.session, deadline) : null;
    if (recorded && known?.directory !== directory)
      throw new ProviderFault('SESSION_LOST', 'The lying provider no longer has this conversation.');
    const native =
      known && fork ? await this.#fork(life, known, fork, title, deadline) : (known ?? (await life.api.create(directory, title, deadline)));
    const session = this.#session(life, { session: native.id, directory }, true);
    if (known && !fork && fillIn) session.fillIn(known, fillIn);
    return { ref: session.ref, incarnation: life.incarnation, resumed: known !== null };
  }

  async #fork(life: Life, known: WireSession, { before, open }: ForkRequest, title: string, deadline: AbortSignal): Promise<WireSession> {
    const end = before.find((prompt) => known.prompts.includes(prompt));
    if (end === undefined && !open) throw new ProviderFault('FORK_IMPOSSIBLE', 'The lying provider cannot tell where this turn ended.');
    return life.api.fork(known.id, title, end ?? null, deadline);
  }

  async reattach(binding: Binding, livePrompts: readonly MessageId[], _tasks: readonly string[], deadline: AbortSignal): Promise<void> {
    const life = this.#lives.of(binding);
    const session = this.#session(life, binding.ref, false);
    const [first, ...steered] = livePrompts;
    if (first !== undefined) session.handOver(first);
    for (const prompt of steered) session.steer(prompt);
    if (!(await life.streaming(deadline))) return; // when it opens, all bound sessions are caught up
    const now = await life.api.session(binding.ref.session, deadline);
    if (now !== null) session.catchUp(now);
    this.#listener({ kind: 'reconnected', ...session.source });
  }

  async prompt(binding: Binding, prompt: Prompt, deadline: AbortSignal): Promise<void> {
    const life = this.#lives.of(binding);
    this.#session(life, binding.ref, true).handOver(prompt.messageId);
    await life.api.prompt(binding.ref.session, prompt.messageId, prompt.text, false, deadline);
  }

  async steer(binding: Binding, prompt: Prompt, deadline: AbortSignal): Promise<void> {
    const life = this.#lives.of(binding);
    this.#session(life, binding.ref, true).steer(prompt.messageId);
    await life.api.prompt(binding.ref.session, prompt.messageId, prompt.text, true, deadline);
  }

  async abort(binding: Binding, deadline: AbortSignal): Promise<void> {
    await this.#lives.of(binding).api.abort(binding.ref.session, deadline);
  }

  async answer(binding: Binding, requestRef: string, answer: RequestAnswer, deadline: AbortSignal): Promise<void> {
    const held = await this.#lives.of(binding).api.answer(binding.ref.session, requestRef, answer, deadline);
    if (!held) throw new ProviderFault('REQUEST_CLOSED', 'The lying provider no longer waits for this answer.');
  }

  async observe(binding: Binding, prompts: readonly MessageId[], deadline: AbortSignal): Promise<Verdict> {
    try {
      const life = await this.#lives.find(binding, deadline);
      if (life === null) return { kind: 'gone' };
      // What the stream missed is told first, as in the adapter of OpenCode.
      if (!(await life.streaming(deadline)))
        throw new ProviderFault('PROVIDER_UNAVAILABLE', 'Its events do not come.', { retryable: true });
      const session = await life.api.session(binding.ref.session, deadline);
      return session === null ? { kind: 'gone' } : verdictOf(session, prompts);
    } catch (error) {
      this.#options.log('warn', 'the lying provider could not be observed', { reason: error instanceof Error ? error.message : '' });
      return { kind: 'unknown' };
    }
  }

  takeBack(binding: Binding, prompt: MessageId, deadline: AbortSignal): Promise<boolean> {
    return this.#lives.of(binding).api.takeBack(binding.ref.session, prompt, deadline);
  }

  async rewind(binding: Binding, before: readonly MessageId[], deadline: AbortSignal): Promise<void> {
    const { api } = this.#lives.of(binding);
    const known = await this.#known(binding, deadline);
    const at = before.find((prompt) => known.prompts.includes(prompt));
    if (at === undefined) throw new ProviderFault('REWIND_IMPOSSIBLE', 'The lying provider does not have this message.');
    if (known.rewoundTo !== at) await api.rewind(known.id, at, deadline);
  }

  async undoRewind(binding: Binding, rewound: readonly MessageId[], deadline: AbortSignal): Promise<void> {
    const known = await this.#known(binding, deadline);
    if (known.rewoundTo !== undefined) return this.#lives.of(binding).api.rewind(known.id, null, deadline);
    if (rewound.every((prompt) => !known.prompts.includes(prompt)))
      throw new ProviderFault('REWIND_FINAL', 'The lying provider has dropped what was rewound.');
  }

  async #known(binding: Binding, deadline: AbortSignal): Promise<WireSession> {
    const session = await this.#lives.of(binding).api.session(binding.ref.session, deadline);
    if (session === null) throw new ProviderFault('SESSION_LOST', 'The lying provider no longer has this conversation.');
    return session;
  }

  async stopTask(binding: Binding, taskRef: string, force: boolean, deadline: AbortSignal): Promise<void> {
    const known = await this.#lives.of(binding).api.stopTask(binding.ref.session, taskRef, force, deadline);
    if (!known) throw new ProviderFault('TASK_NOT_FOUND', 'This task has ended.');
  }

  async killCommands(binding: Binding): Promise<void> {
    const { life } = this.#lives;
    if (life?.incarnation === binding.incarnation) await life.process.killChildren({ directory: binding.ref.directory });
  }

  async kill(): Promise<void> {
    await this.#lives.end();
  }

  async release(binding: Binding): Promise<void> {
    const { life } = this.#lives;
    if (life?.incarnation === binding.incarnation) life.sessions.delete(binding.ref.session);
  }

  async stop(deadline: AbortSignal): Promise<void> {
    const life = await this.#lives.close();
    if (!life) return;
    await Promise.all([...life.sessions.keys()].map((session) => life.api.abort(session, deadline).catch(() => undefined)));
    await life.process.end(stopGrace);
  }

  #session(life: Life, ref: SessionRef, followed: boolean): BoundSession {
    const known = life.sessions.get(ref.session);
    if (known) return known;
    const session = new BoundSession(ref, life.incarnation, followed, (signal) => this.#listener(signal));
    life.sessions.set(ref.session, session);
    return session;
  }
}

/** The newest step of all these prompts is how the turn stands (rule 6). */
export function verdictOf(session: WireSession, prompts: readonly MessageId[]): Verdict {
  const known = new Set(session.prompts);
  const asked = new Set(prompts);
  const prompt = prompts.length === 0 ? 'unknown' : prompts.every((id) => known.has(id)) ? 'present' : 'absent';
  const newest = session.steps.findLast((step) => prompts.length === 0 || asked.has(step.prompt));
  const standing: Standing = newest === undefined ? { kind: 'none' } : standingOf(newest.state);
  return { kind: 'alive', busy: session.busy, prompt, standing };
}
