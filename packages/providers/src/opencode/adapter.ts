import { setMaxListeners } from 'node:events';
import type { MessageId, RequestAnswer, Verdict } from '@plumbline/lifecycle';
import type {
  Binding,
  BindRequest,
  Capabilities,
  HostedProcess,
  ProcessHost,
  Prompt,
  Provider,
  ProviderDescription,
  ProviderSignal,
} from '../contract.ts';
import { ProviderFault } from '../contract.ts';
import { type Binary, findBinary } from './binary.ts';
import { type PracticeAccess, practice } from './config.ts';
import { type Catalog, practiceModel, splitModel } from './models.ts';
import { observeSession } from './observe.ts';
import { orAborted } from './server/aborted.ts';
import { Life } from './server/life.ts';
import { isQuestion, refuse } from './server/refuse.ts';
import { processName, startServer } from './server/start.ts';
import { BoundSession } from './session.ts';

export interface OpenCodeOptions {
  readonly host: ProcessHost;
  /** Starts the practice model when it is first needed; null: it is hidden or cannot be had. */
  readonly practice: () => Promise<PracticeAccess | null>;
  /** PLUMBLINE_PRACTICE=0: the practice model is not offered before a server runs, nor by one. */
  readonly practiceHidden?: boolean;
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** PLUMBLINE_OPENCODE_BIN */
  readonly bin?: string;
  readonly log: (level: 'info' | 'warn' | 'error', message: string, fields: Record<string, unknown>) => void;
  readonly now: () => number;
}

const capabilities: Capabilities = { steer: false, fork: false, resume: true, reattach: true, agents: true, sharedProcess: true };

/** How long a found or missing program is taken for given, in ms. */
const binaryMemory = 60_000;
/** After a prompt was written its session is not yet busy (M7): an idle in this time says nothing. In ms. */
const settlingTime = 500;
const stopGrace = 2_000;
/** For a start that nobody waits for any more, in ms. */
const startDeadline = 60_000;
/** Without this message a refusal would end the turn (A4), and "deny" means: go on without it (rule 29). */
const denial = 'The user does not allow this. Go on without it, or ask how to go on.';

export function createOpenCode(options: OpenCodeOptions): Provider {
  return new OpenCode(options);
}

class OpenCode implements Provider {
  readonly id = 'opencode';
  readonly name = 'OpenCode';
  readonly capabilities = capabilities;
  readonly #options: OpenCodeOptions;
  #listener: (signal: ProviderSignal) => void = () => undefined;
  #life: Life | null = null;
  #starting: Promise<Life> | null = null;
  #binary: { readonly at: number; readonly found: Promise<Binary> } | null = null;
  #catalog: Catalog | null = null;
  #startFailure: ProviderFault | null = null;
  #stopping = false;

  constructor(options: OpenCodeOptions) {
    this.#options = options;
  }

  listen(listener: (signal: ProviderSignal) => void): void {
    this.#listener = listener;
  }

  async describe(): Promise<ProviderDescription> {
    const binary = await this.#findBinary().catch((error: unknown) => faultOf(error));
    const base = {
      id: this.id,
      name: this.name,
      capabilities,
      models: this.#catalog?.models ?? (this.#options.practiceHidden ? [] : [practiceModel]),
      agents: this.#catalog?.agents ?? [],
    };
    if (binary instanceof ProviderFault && !this.#life) {
      const status = binary.failure.code === 'PROVIDER_VERSION_UNSUPPORTED' ? 'unsupported' : 'missing';
      return { ...base, status, problem: binary.failure };
    }
    const program = binary instanceof ProviderFault ? {} : { version: binary.version, source: binary.source };
    if (this.#life) return { ...base, ...program, status: 'running' };
    if (this.#starting) return { ...base, ...program, status: 'starting' };
    if (this.#startFailure) return { ...base, ...program, status: 'failed', problem: this.#startFailure.failure };
    return { ...base, ...program, status: 'stopped' };
  }

  async attach(deadline: AbortSignal): Promise<string | null> {
    const process = await this.#options.host.adopt(processName);
    if (!process) return null;
    const life = this.#begin(process);
    // It lives: if its stream is not open in time, it goes on being tried, and observations say "unknown".
    await life.streaming(deadline);
    return life.incarnation;
  }

  async bind(request: BindRequest, deadline: AbortSignal): Promise<Binding> {
    const life = await this.#ensure(deadline);
    const { directory, settings, resume } = request;
    await life.directories.check(directory, settings.model, settings.agent, deadline);
    const place = { session: resume?.session ?? '', directory };
    const known = resume ? await life.api.session(place, deadline) : null;
    if (resume && known === null) throw new ProviderFault('SESSION_LOST', 'OpenCode no longer has this conversation.');
    const title = request.title.trim() || 'Untitled';
    const native = known ?? (await life.api.createSession(directory, title, deadline));
    const session = this.#bound(life, { session: native.id, directory }, native.title, true);
    if (resume && request.fillIn) {
      session.translator.fillIn(request.fillIn, await life.api.since(session.ref, request.fillIn, deadline));
    }
    return { ref: session.ref, incarnation: life.incarnation, resumed: known !== null };
  }

  async reattach(binding: Binding, livePrompt: MessageId | undefined, deadline: AbortSignal): Promise<void> {
    const life = this.#lifeOf(binding);
    const session = this.#bound(life, binding.ref, null, false);
    if (livePrompt !== undefined) session.translator.handOver(livePrompt);
    if (!(await life.streaming(deadline))) return; // when it opens, all bound sessions are caught up
    await session.catchUp(life.api, deadline);
    this.#listener({ kind: 'reconnected', ...session.translator.source });
  }

  async prompt(binding: Binding, prompt: Prompt, deadline: AbortSignal): Promise<void> {
    const { life, session } = this.#sessionOf(binding);
    const { settings } = prompt;
    const model = splitModel(settings.model);
    if (model.providerID === practice.provider) await orAborted(this.#options.practice(), deadline);
    await life.directories.check(session.ref.directory, settings.model, settings.agent, deadline);
    session.handOver(prompt.messageId);
    await life.api.prompt(
      session.ref,
      {
        messageID: prompt.messageId,
        model,
        ...(settings.agent === undefined ? {} : { agent: settings.agent }),
        parts: [{ type: 'text', text: prompt.text }],
      },
      deadline,
    );
  }

  async abort(binding: Binding, deadline: AbortSignal): Promise<void> {
    const { life, session } = this.#sessionOf(binding);
    session.translator.aborting();
    await life.api.abort(session.ref, deadline);
  }

  async answer(binding: Binding, requestRef: string, answer: RequestAnswer, deadline: AbortSignal): Promise<void> {
    const life = this.#lifeOf(binding);
    const { directory } = binding.ref;
    const known = await this.#reply(life, directory, requestRef, answer, deadline);
    if (!known) throw new ProviderFault('REQUEST_CLOSED', 'OpenCode no longer waits for this answer.');
  }

  async observe(binding: Binding, prompt: MessageId | undefined, deadline: AbortSignal): Promise<Verdict> {
    try {
      const life = await this.#lifeToAsk(binding, deadline);
      if (life === null) return { kind: 'gone' };
      const wrote = life.sessions.get(binding.ref.session)?.handedAt ?? Number.NEGATIVE_INFINITY;
      await untilSettled(wrote + settlingTime - performance.now(), deadline);
      return await observeSession(life.api, binding.ref, prompt, deadline);
    } catch (error) {
      this.#options.log('warn', 'OpenCode could not be observed', { reason: faultOf(error).message });
      return { kind: 'unknown' };
    }
  }

  async takeBack(binding: Binding, prompt: MessageId, deadline: AbortSignal): Promise<boolean> {
    return this.#lifeOf(binding).api.deleteMessage(binding.ref, prompt, deadline);
  }

  async killCommands(binding: Binding): Promise<void> {
    const life = this.#life;
    if (life?.incarnation === binding.incarnation) await life.process.killChildren({ directory: binding.ref.directory });
  }

  async kill(): Promise<void> {
    await this.#life?.process.end(0);
  }

  async release(binding: Binding): Promise<void> {
    if (this.#life?.incarnation === binding.incarnation) this.#life.sessions.delete(binding.ref.session);
  }

  async stop(deadline: AbortSignal): Promise<void> {
    this.#stopping = true;
    await this.#starting?.catch(() => undefined);
    const life = this.#life;
    if (!life) return;
    await quiet(life, deadline).catch(() => undefined);
    await life.process.end(stopGrace);
  }

  #reply(life: Life, directory: string, ref: string, answer: RequestAnswer, deadline: AbortSignal): Promise<boolean> {
    const id = encodeURIComponent(ref);
    if (answer.kind === 'answers') return life.api.reply(`/question/${id}/reply`, directory, { answers: answer.answers }, deadline);
    const reply = (body: unknown) => life.api.reply(`/permission/${id}/reply`, directory, body, deadline);
    switch (answer.decision) {
      case 'allow':
        return reply({ reply: 'once' });
      case 'allow-always':
        return reply({ reply: 'always' });
      case 'deny':
        return isQuestion(ref) ? refuse(life.api, directory, ref, deadline) : reply({ reply: 'reject', message: answer.message || denial });
      case 'cancel':
        return refuse(life.api, directory, ref, deadline);
    }
  }

  /** The life that `binding` belongs to; null: it is over. An older one is over when the host knows no living process. */
  async #lifeToAsk(binding: Binding, deadline: AbortSignal): Promise<Life | null> {
    if (this.#starting) await orAborted(this.#starting, deadline);
    if (this.#life) return this.#life.incarnation === binding.incarnation ? this.#life : null;
    const process = await this.#options.host.adopt(processName);
    if (!process) return null;
    const life = this.#life ?? this.#begin(process);
    return life.incarnation === binding.incarnation ? life : null;
  }

  #lifeOf(binding: Binding): Life {
    const life = this.#life;
    if (life?.incarnation === binding.incarnation) return life;
    throw new ProviderFault('PROVIDER_UNAVAILABLE', 'The OpenCode server of this conversation has ended.', { retryable: true });
  }

  #sessionOf(binding: Binding): { life: Life; session: BoundSession } {
    const life = this.#lifeOf(binding);
    return { life, session: life.sessions.get(binding.ref.session) ?? this.#bound(life, binding.ref, null, true) };
  }

  #bound(life: Life, ref: { session: string; directory: string }, title: string | null, followed: boolean): BoundSession {
    const known = life.sessions.get(ref.session);
    if (known) return known;
    const { incarnation } = life;
    const emit = (signal: ProviderSignal) => this.#emit(life, signal);
    const session = new BoundSession({ ref, incarnation, title, followed, emit, now: this.#options.now });
    life.sessions.set(ref.session, session);
    return session;
  }

  #ensure(deadline: AbortSignal): Promise<Life> {
    if (this.#stopping) return Promise.reject(new ProviderFault('SHUTTING_DOWN', 'Plumbline is stopping.'));
    if (this.#life) return Promise.resolve(this.#life);
    if (!this.#starting) {
      this.#starting = this.#start().finally(() => {
        this.#starting = null;
        this.#listener({ kind: 'described' });
      });
      this.#starting.catch(() => undefined);
      this.#listener({ kind: 'described' });
    }
    return orAborted(this.#starting, deadline);
  }

  async #start(): Promise<Life> {
    const deadline = AbortSignal.timeout(startDeadline);
    try {
      // There is at most one: what an older run left is taken up, also when nobody asked for it before.
      const left = await this.#options.host.adopt(processName);
      if (left) return this.#begin(left);
      const binary = await this.#findBinary();
      const access = await this.#options.practice();
      const { host, env, log } = this.#options;
      const process = await startServer({ host, env, binary, practice: access, log }, deadline);
      const life = this.#begin(process);
      if (!(await life.streaming(deadline)))
        throw new ProviderFault('PROVIDER_UNAVAILABLE', 'OpenCode gives no events.', { retryable: true });
      this.#startFailure = null;
      return life;
    } catch (error) {
      this.#startFailure = faultOf(error);
      throw this.#startFailure;
    }
  }

  #begin(process: HostedProcess): Life {
    const life: Life = new Life({
      process,
      emit: (signal) => this.#emit(life, signal),
      log: this.#options.log,
      learned: (catalog) => {
        this.#catalog = catalog;
        this.#listener({ kind: 'described' });
      },
    });
    this.#life = life;
    process.exited.then((exit) => {
      if (this.#life === life) this.#life = null;
      life.over(exit);
      this.#listener({ kind: 'described' });
    });
    return life;
  }

  #emit(life: Life, signal: ProviderSignal): void {
    // An error before any model call may be a broken directory (M3).
    if (signal.kind === 'error-reported' && signal.ends) {
      const session = life.sessions.get(signal.session);
      if (session && !session.translator.hasWorked) life.directories.suspect(session.ref.directory);
    }
    this.#listener(signal);
  }

  #findBinary(): Promise<Binary> {
    const { env, bin, now } = this.#options;
    if (!this.#binary || now() - this.#binary.at > binaryMemory) {
      const found = findBinary({ env, ...(bin === undefined ? {} : { bin }) });
      found.catch(() => undefined);
      this.#binary = { at: now(), found };
    }
    return this.#binary.found;
  }
}

/** Aborts what is busy and waits until it rests, so that no command outlives the server unseen (A5.11). */
async function quiet(life: Life, deadline: AbortSignal): Promise<void> {
  setMaxListeners(0, deadline); // one deadline for many calls
  const refs = [...life.sessions.values()].map((session) => session.ref);
  const directories = [...new Set(refs.map((ref) => ref.directory))];
  for (let first = true; !deadline.aborted; first = false) {
    const busy = (await Promise.all(directories.map((directory) => life.api.status(directory, deadline)))).flatMap((map) =>
      Object.keys(map),
    );
    const ours = refs.filter((ref) => busy.includes(ref.session));
    if (ours.length === 0) return;
    if (first) await Promise.all(ours.map((ref) => life.api.abort(ref, deadline)));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function untilSettled(waitMs: number, deadline: AbortSignal): Promise<void> {
  if (!(waitMs > 0)) return;
  await new Promise<void>((resolve) => {
    setTimeout(resolve, waitMs);
    deadline.addEventListener('abort', () => resolve(), { once: true });
  });
}

function faultOf(error: unknown): ProviderFault {
  if (error instanceof ProviderFault) return error;
  return new ProviderFault('INTERNAL', error instanceof Error ? error.message : 'unknown', { cause: error });
}
