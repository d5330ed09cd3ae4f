import { setMaxListeners } from 'node:events';
import type { MessageId, RequestAnswer, Verdict } from '@plumbline/lifecycle';
import type {
  Binding,
  BindRequest,
  Capabilities,
  Prompt,
  Provider,
  ProviderCommand,
  ProviderDescription,
  ProviderSignal,
  SessionRef,
} from '../contract.ts';
import { ProviderFault } from '../contract.ts';
import { inTime } from '../hosted/in-time.ts';
import { faultOf } from '../hosted/keeper.ts';
import { pause } from '../hosted/pause.ts';
import { Told } from '../hosted/told.ts';
import { accessLevels } from './access.ts';
import { mendOf } from './binary.ts';
import { practice } from './config.ts';
import { practiceModel, splitModel } from './models.ts';
import { observeSession } from './observe.ts';
import { partsOf } from './prompt-parts.ts';
import { agentRules, giveAccess } from './server/access.ts';
import { giveAnswer } from './server/answers.ts';
import { callOf, invocationOf, listCommands } from './server/commands.ts';
import { forkSession } from './server/fork.ts';
import type { Life } from './server/life.ts';
import { rewindSession, undoRewind } from './server/rewind.ts';
import { Server, type ServerOptions } from './server/server.ts';
import { BoundSession } from './session.ts';

export interface OpenCodeOptions extends ServerOptions {
  /** PLUMBLINE_PRACTICE=0: the practice model is not offered before a server runs, nor by one. */
  readonly practiceHidden?: boolean;
}

const capabilities: Capabilities = {
  steer: true,
  fork: true,
  rewind: true,
  resume: true,
  reattach: true,
  agents: true,
  sharedProcess: true,
};

/** After a prompt was written its session is not yet busy (M7): an idle in this time says nothing. In ms. */
const settlingTime = 500;
/** How long a session may take to come to rest after the end of its turn was told, in ms. */
const leaveTime = 1_000;
const stopGrace = 2_000;

/** The adapter for `opencode serve`. Everything learned the hard way stands in the README beside. */
export function createOpenCode(options: OpenCodeOptions): Provider {
  return new OpenCode(options);
}

class OpenCode implements Provider {
  readonly id = 'opencode';
  readonly name = 'OpenCode';
  readonly capabilities = capabilities;
  readonly #options: OpenCodeOptions;
  readonly #server: Server;
  readonly #accepted = new Told<MessageId>();
  #listener: (signal: ProviderSignal) => void = () => undefined;

  constructor(options: OpenCodeOptions) {
    this.#options = options;
    this.#server = new Server(options, (signal) => this.#listener(signal));
  }

  listen(listener: (signal: ProviderSignal) => void): void {
    this.#listener = listener;
  }

  async describe(): Promise<ProviderDescription> {
    const { catalog, lives } = this.#server;
    const base = {
      id: this.id,
      name: this.name,
      capabilities,
      models: catalog?.models ?? (this.#options.practiceHidden ? [] : [practiceModel]),
      agents: catalog?.agents ?? [],
      access: accessLevels,
    };
    const found = await this.#server.binary().catch((error: unknown) => faultOf(error));
    const program = found instanceof ProviderFault ? {} : { version: found.version, source: found.source };
    const { life } = lives;
    if (life) return { ...base, ...program, ...versionOf(life), status: 'running' };
    if (found instanceof ProviderFault) {
      const status = found.failure.code === 'PROVIDER_VERSION_UNSUPPORTED' ? 'unsupported' : 'missing';
      return { ...base, status, problem: found.failure, mend: mendOf(this.#options) };
    }
    if (lives.isStarting) return { ...base, ...program, status: 'starting' };
    if (lives.failure) return { ...base, ...program, status: 'failed', problem: lives.failure.failure };
    return { ...base, ...program, status: 'stopped' };
  }

  async attach(deadline: AbortSignal): Promise<string | null> {
    const life = await this.#server.lives.adopt();
    if (!life) return null;
    // It lives: if its stream is not open in time, it goes on being tried, and observations say "unknown".
    await life.streaming(deadline);
    return life.incarnation;
  }

  async bind(request: BindRequest, deadline: AbortSignal): Promise<Binding> {
    const life = await this.#server.lives.ensure(deadline);
    try {
      return await this.#bindIn(life, request, deadline);
    } catch (error) {
      if (faultOf(error).failure.code === 'PROVIDER_UNAVAILABLE') await this.#server.lives.deathNoticed(life, deadline);
      throw error;
    }
  }

  async #bindIn(life: Life, request: BindRequest, deadline: AbortSignal): Promise<Binding> {
    const { directory, settings, resume, fork } = request;
    agentRules(await life.directories.check(directory, settings.model, settings.agent, deadline), settings);
    const recorded = resume ?? fork?.from;
    const known = recorded ? await life.api.session({ session: recorded.session, directory }, deadline) : null;
    if (recorded && known?.directory !== directory) throw lost(known?.directory, directory);
    const title = request.title.trim() || 'Untitled';
    const native = fork
      ? await forkSession(life.api, fork, title, deadline)
      : (known ?? (await life.api.createSession(directory, title, deadline)));
    const session = this.#session(life, { session: native.id, directory }, native.title, true);
    if (resume && request.fillIn) {
      const [first] = request.fillIn;
      if (first !== undefined) session.translator.fillIn(request.fillIn, await life.api.since(session.ref, first, deadline));
    }
    return { ref: session.ref, incarnation: life.incarnation, resumed: known !== null };
  }

  async reattach(binding: Binding, livePrompts: readonly MessageId[], tasks: readonly string[], deadline: AbortSignal): Promise<void> {
    const life = this.#server.lives.of(binding);
    const session = this.#session(life, binding.ref, null, false);
    await life.tasks.takeUp(session.place, tasks);
    life.tasks.lookSoon(session.place);
    const [first, ...steered] = livePrompts;
    if (first !== undefined) session.translator.handOver(first);
    for (const prompt of steered) session.translator.steer(prompt);
    if (!(await life.streaming(deadline))) return; // when it opens, all bound sessions are caught up
    await session.catchUp(life.api, life.listening, deadline);
    this.#listener({ kind: 'reconnected', ...session.translator.source });
  }

  async commands(directory: string, deadline: AbortSignal): Promise<readonly ProviderCommand[]> {
    const life = await this.#server.lives.ensure(deadline);
    await life.directories.warm(directory, deadline);
    return listCommands(life.api, directory, deadline);
  }

  async prompt(binding: Binding, prompt: Prompt, deadline: AbortSignal): Promise<void> {
    const life = this.#server.lives.of(binding);
    await leftWork(life, binding.ref, deadline);
    const invocation = await invocationOf(life.api, binding.ref.directory, prompt, deadline);
    await giveAccess(life, binding.ref, prompt.settings, invocation?.agent, deadline);
    const { session, write } = await this.#ready(binding, prompt, deadline);
    session.handOver(prompt.messageId);
    if (invocation === null) return write();
    // Its call is answered at the end of the turn; that it was taken is told before.
    const taken = new AbortController();
    const call = life.api.command(session.ref, callOf(prompt, invocation), AbortSignal.any([deadline, taken.signal]));
    const accepted = this.#accepted.wait(prompt.messageId);
    await Promise.race([call, accepted.told]).finally(accepted.forget);
    call.catch(() => undefined);
    taken.abort();
  }

  /** All that must be so before a prompt is written. */
  async #ready(binding: Binding, prompt: Prompt, deadline: AbortSignal) {
    const life = this.#server.lives.of(binding);
    const session = this.#session(life, binding.ref, null, true);
    const { settings } = prompt;
    const model = splitModel(settings.model);
    if (model.providerID === practice.provider) await inTime(this.#options.practice(), deadline, 'The practice model');
    await life.directories.check(session.ref.directory, settings.model, settings.agent, deadline);
    await life.listening.sure(session.ref.directory, deadline);
    const agent = settings.agent === undefined ? {} : { agent: settings.agent };
    const body = { messageID: prompt.messageId, model, ...agent, parts: partsOf(prompt) };
    return { session, write: () => life.api.prompt(session.ref, body, deadline) };
  }

  /** OpenCode keeps a prompt that comes while it works, and puts it into its next model call (A5.4). */
  async steer(binding: Binding, prompt: Prompt, deadline: AbortSignal): Promise<void> {
    const { session, write } = await this.#ready(binding, prompt, deadline);
    session.steer(prompt.messageId);
    await write();
  }

  async abort(binding: Binding, deadline: AbortSignal): Promise<void> {
    const life = this.#server.lives.of(binding);
    const session = this.#session(life, binding.ref, null, true);
    session.translator.aborting();
    await life.api.abort(session.ref, deadline);
  }

  async answer(binding: Binding, requestRef: string, answer: RequestAnswer, deadline: AbortSignal): Promise<void> {
    const { api } = this.#server.lives.of(binding);
    const held = await giveAnswer(api, binding.ref.directory, requestRef, answer, deadline);
    if (!held) throw new ProviderFault('REQUEST_CLOSED', 'OpenCode no longer waits for this answer.');
  }

  async observe(binding: Binding, prompts: readonly MessageId[], deadline: AbortSignal): Promise<Verdict> {
    try {
      const life = await this.#server.lives.find(binding, deadline);
      if (life === null) return { kind: 'gone' };
      // What the stream missed is told before the question is asked: an end must not overtake the words before it.
      if (!(await life.streaming(deadline)))
        throw new ProviderFault('PROVIDER_UNAVAILABLE', 'Its events do not come.', { retryable: true });
      const handedAt = life.sessions.get(binding.ref.session)?.handedAt ?? Number.NEGATIVE_INFINITY;
      await pause(handedAt + settlingTime - performance.now(), deadline);
      const verdict = await observeSession(life.api, binding.ref, prompts, deadline);
      // The idle of this turn may have been missed, and with it the look for what it left.
      const session = life.sessions.get(binding.ref.session);
      if (session && prompts.length > 0 && verdict.kind === 'alive' && !verdict.busy) void life.tasks.look(session.place);
      return verdict;
    } catch (error) {
      this.#options.log('warn', 'OpenCode could not be observed', { reason: faultOf(error).message });
      return { kind: 'unknown' };
    }
  }

  async takeBack(binding: Binding, prompt: MessageId, deadline: AbortSignal): Promise<boolean> {
    return this.#server.lives.of(binding).api.deleteMessage(binding.ref, prompt, deadline);
  }

  async rewind(binding: Binding, before: readonly MessageId[], deadline: AbortSignal): Promise<void> {
    await rewindSession(this.#server.lives.of(binding).api, binding.ref, before, deadline);
  }

  async undoRewind(binding: Binding, rewound: readonly MessageId[], deadline: AbortSignal): Promise<void> {
    await undoRewind(this.#server.lives.of(binding).api, binding.ref, rewound, deadline);
  }

  async stopTask(binding: Binding, taskRef: string, force: boolean, deadline: AbortSignal): Promise<void> {
    await inTime(this.#server.lives.of(binding).tasks.stop(binding.ref.session, taskRef, force), deadline, 'OpenCode');
  }

  async killCommands(binding: Binding): Promise<void> {
    const { life } = this.#server.lives;
    if (life?.incarnation === binding.incarnation) await life.process.killChildren({ directory: binding.ref.directory });
  }

  async kill(): Promise<void> {
    await this.#server.lives.end();
  }

  async release(binding: Binding): Promise<void> {
    const { life } = this.#server.lives;
    if (life?.incarnation !== binding.incarnation) return;
    life.sessions.delete(binding.ref.session);
    life.tasks.forget(binding.ref.session);
  }

  async stop(deadline: AbortSignal): Promise<void> {
    const life = await this.#server.lives.close();
    if (!life) return;
    await rest(life, deadline).catch(() => undefined);
    await life.process.end(stopGrace);
  }

  #session(life: Life, ref: SessionRef, title: string | null, followed: boolean): BoundSession {
    const known = life.sessions.get(ref.session);
    if (known) return known;
    const emit = (signal: ProviderSignal) => this.#emit(life, signal);
    const session = new BoundSession({ ref, incarnation: life.incarnation, title, followed, emit, now: this.#options.now });
    life.sessions.set(ref.session, session);
    return session;
  }

  /** An error before any model call may be a broken directory (M3). */
  #emit(life: Life, signal: ProviderSignal): void {
    if (signal.kind === 'error-reported' && signal.ends) {
      const session = life.sessions.get(signal.session);
      if (session && !session.translator.hasWorked) life.directories.suspect(session.ref.directory);
    }
    if (signal.kind === 'prompt-accepted') this.#accepted.tell(signal.prompt);
    this.#listener(signal);
  }
}

/** OpenCode keeps a session with its directory: it cannot be gone on with in another. */
function lost(elsewhere: string | undefined, directory: string): ProviderFault {
  const moved = `This conversation belongs to ${elsewhere}, and its project is at ${directory} now.`;
  return new ProviderFault('SESSION_LOST', elsewhere === undefined ? 'OpenCode no longer has this conversation.' : moved);
}

/** A server that was taken up may be of another version than the program that would be started now. */
function versionOf(life: Life): Pick<ProviderDescription, 'version'> {
  const { version } = life.process.note;
  return version === undefined ? {} : { version };
}

/** Aborts what is busy and waits until it rests, so that no command outlives the server unseen (A5.11). */
async function rest(life: Life, deadline: AbortSignal): Promise<void> {
  setMaxListeners(0, deadline); // one deadline for many calls
  const refs = [...life.sessions.values()].map((session) => session.ref);
  const directories = [...new Set(refs.map((ref) => ref.directory))];
  for (let first = true; !deadline.aborted; first = false) {
    const maps = await Promise.all(directories.map((directory) => life.api.status(directory, deadline)));
    const busy = new Set(maps.flatMap((map) => Object.keys(map)));
    const ours = refs.filter((ref) => busy.has(ref.session));
    if (ours.length === 0) return;
    if (first) await Promise.all(ours.map((ref) => life.api.abort(ref, deadline)));
    await pause(50, deadline);
  }
}

/**
 * An error ends a turn before OpenCode's loop has left it; a prompt that comes in between is taken, and never answered. So a
 * prompt waits until the session rests, for a second at most: then it is busy with something that somebody else asked for.
 */
async function leftWork(life: Life, ref: SessionRef, deadline: AbortSignal): Promise<void> {
  const until = performance.now() + leaveTime;
  while (performance.now() < until && !(await hasLeft(life, ref, deadline))) await pause(25, deadline);
}

/** Its status says idle before the last message is closed: both must be so. */
async function hasLeft({ api }: Life, ref: SessionRef, deadline: AbortSignal): Promise<boolean> {
  if (ref.session in (await api.status(ref.directory, deadline))) return false;
  const info = (await api.newest(ref, 1, deadline))?.at(-1)?.info;
  return info?.role !== 'assistant' || info.time.completed !== undefined;
}
