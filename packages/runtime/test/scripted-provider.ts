import type { MessageId, RequestAnswer, Standing, Verdict } from '@plumbline/lifecycle';
import type {
  Binding,
  BindRequest,
  Capabilities,
  Prompt,
  Provider,
  ProviderCommand,
  ProviderDescription,
  ProviderSignal,
  SignalSource,
} from '@plumbline/providers';

type SessionSignal = Extract<ProviderSignal, { readonly session: string }>;
/** A signal without its source, which the provider adds. */
export type Told = SessionSignal extends infer Each ? (Each extends SessionSignal ? Omit<Each, keyof SignalSource> : never) : never;

/** One session as the scripted agent holds it. */
export interface ScriptedSession {
  readonly binding: Binding;
  readonly prompts: Set<MessageId>;
  busy: boolean;
  standing: Standing;
}

/**
 * An agent in the same process that does what a test says. It keeps the provider contract by default: it accepts a prompt,
 * stops when told, answers questions about itself truly. Each call can be replaced, to hang, refuse or lie.
 */
export class ScriptedProvider implements Provider {
  readonly id: string = 'scripted';
  readonly name: string = 'Scripted';
  readonly capabilities: Capabilities = {
    steer: true,
    fork: true,
    rewind: true,
    resume: true,
    reattach: true,
    agents: false,
    sharedProcess: true,
  };
  readonly calls: string[] = [];
  readonly sent: Prompt[] = [];
  readonly takenBack: MessageId[] = [];
  readonly answers: { readonly ref: string; readonly answer: RequestAnswer }[] = [];
  readonly sessions = new Map<string, ScriptedSession>();
  /** The life of its process; null: none runs. A test that restarts the runtime hands it on. */
  life: string | null = null;
  #lives = 0;
  #made = 0;
  #listener: (signal: ProviderSignal) => void = () => undefined;

  onBind: (request: BindRequest, deadline: AbortSignal) => Promise<Binding> = async (request) => this.makeSession(request);
  onPrompt: (binding: Binding, prompt: Prompt) => Promise<void> = async (binding, prompt) => this.accept(binding, prompt.messageId);
  onAbort: (binding: Binding) => Promise<void> = async (binding) => this.rest(binding, { kind: 'aborted' });
  onSteer: (binding: Binding, prompt: Prompt) => Promise<void> = async (binding, prompt) => this.acceptSteered(binding, prompt.messageId);
  onStopTask: (binding: Binding, taskRef: string, force: boolean) => Promise<void> = async (binding, ref) =>
    this.tell(binding, { kind: 'task-ended', ref, lost: false });
  onObserve: (binding: Binding, prompts: readonly MessageId[]) => Promise<Verdict> = async (binding, prompts) =>
    this.verdict(binding, prompts.at(-1));
  onAnswer: (binding: Binding, ref: string, answer: RequestAnswer) => Promise<void> = async (binding, ref) =>
    this.tell(binding, { kind: 'request-resolved', requestRef: ref });
  onRelease: (binding: Binding) => Promise<void> = async (binding) => void this.sessions.delete(binding.ref.session);
  onReattach: (binding: Binding, prompts: readonly MessageId[], tasks: readonly string[]) => Promise<void> = async () => undefined;
  /** Tests that care of files make their own; here a rewind is a mark. */
  onRewind: (binding: Binding, before: readonly MessageId[]) => Promise<void> = async () => undefined;
  onUndoRewind: (binding: Binding, rewound: readonly MessageId[]) => Promise<void> = async () => undefined;
  onKillCommands: (binding: Binding) => Promise<void> = async () => undefined;

  listen(listener: (signal: ProviderSignal) => void): void {
    this.#listener = listener;
  }

  async describe(): Promise<ProviderDescription> {
    return {
      id: this.id,
      name: this.name,
      status: this.life === null ? 'stopped' : 'running',
      models: [{ id: 'practice/practice', name: 'Practice', hosted: false, host: 'this machine' }],
      agents: [],
      access: [],
      capabilities: this.capabilities,
    };
  }

  async commands(): Promise<readonly ProviderCommand[]> {
    return [];
  }

  async attach(): Promise<string | null> {
    return this.life;
  }

  bind(request: BindRequest, deadline: AbortSignal): Promise<Binding> {
    this.calls.push('bind');
    return this.onBind(request, deadline);
  }

  reattach(binding: Binding, livePrompts: readonly MessageId[], tasks: readonly string[]): Promise<void> {
    this.calls.push('reattach');
    return this.onReattach(binding, livePrompts, tasks);
  }

  prompt(binding: Binding, prompt: Prompt): Promise<void> {
    this.calls.push('prompt');
    this.sent.push(prompt);
    return this.onPrompt(binding, prompt);
  }

  steer(binding: Binding, prompt: Prompt): Promise<void> {
    this.calls.push('steer');
    this.sent.push(prompt);
    return this.onSteer(binding, prompt);
  }

  stopTask(binding: Binding, taskRef: string, force: boolean): Promise<void> {
    this.calls.push(force ? 'stopTask force' : 'stopTask');
    return this.onStopTask(binding, taskRef, force);
  }

  abort(binding: Binding): Promise<void> {
    this.calls.push('abort');
    return this.onAbort(binding);
  }

  answer(binding: Binding, requestRef: string, answer: RequestAnswer): Promise<void> {
    this.calls.push('answer');
    this.answers.push({ ref: requestRef, answer });
    return this.onAnswer(binding, requestRef, answer);
  }

  observe(binding: Binding, prompts: readonly MessageId[]): Promise<Verdict> {
    this.calls.push('observe');
    return this.onObserve(binding, prompts);
  }

  async takeBack(_binding: Binding, prompt: MessageId): Promise<boolean> {
    this.calls.push('takeBack');
    this.takenBack.push(prompt);
    return true;
  }

  rewind(binding: Binding, before: readonly MessageId[]): Promise<void> {
    this.calls.push('rewind');
    return this.onRewind(binding, before);
  }

  undoRewind(binding: Binding, rewound: readonly MessageId[]): Promise<void> {
    this.calls.push('undoRewind');
    return this.onUndoRewind(binding, rewound);
  }

  killCommands(binding: Binding): Promise<void> {
    this.calls.push('killCommands');
    return this.onKillCommands(binding);
  }

  async kill(): Promise<void> {
    this.calls.push('kill');
    this.die();
  }

  release(binding: Binding): Promise<void> {
    this.calls.push('release');
    return this.onRelease(binding);
  }

  async stop(): Promise<void> {
    this.calls.push('stop');
    this.die();
  }

  /** Its process ends; each session is told so. */
  die(): void {
    this.life = null;
    const sessions = [...this.sessions.values()];
    this.sessions.clear();
    for (const { binding } of sessions) this.tell(binding, { kind: 'exited' });
  }

  makeSession(request: BindRequest): Binding {
    this.life ??= `life-${++this.#lives}`;
    const session = request.resume?.session ?? `ses-${++this.#made}`;
    const binding: Binding = {
      ref: { session, directory: request.directory },
      incarnation: this.life,
      resumed: request.resume !== undefined || request.fork !== undefined,
    };
    this.sessions.set(session, { binding, prompts: new Set(), busy: false, standing: { kind: 'none' } });
    return binding;
  }

  accept(binding: Binding, prompt: MessageId): void {
    const session = this.sessions.get(binding.ref.session);
    if (session === undefined) return;
    session.prompts.add(prompt);
    session.busy = true;
    session.standing = { kind: 'none' };
    this.tell(binding, { kind: 'prompt-accepted', prompt });
  }

  /** Taken into the work that goes on; at rest it is a prompt like any. */
  acceptSteered(binding: Binding, prompt: MessageId): void {
    const session = this.sessions.get(binding.ref.session);
    if (session === undefined) return;
    if (session.busy) {
      session.prompts.add(prompt);
      this.tell(binding, { kind: 'prompt-accepted', prompt });
    } else this.accept(binding, prompt);
  }

  /** The session's work ends, and it says so. */
  rest(binding: Binding, standing: Standing): void {
    const session = this.sessions.get(binding.ref.session);
    if (session === undefined) return;
    const prompt = [...session.prompts].at(-1) ?? null;
    session.busy = false;
    session.standing = standing;
    if (standing.kind === 'aborted') this.tell(binding, { kind: 'turn-aborted', prompt });
    else if (standing.kind === 'ended' && standing.finish === 'final' && prompt !== null)
      this.tell(binding, { kind: 'turn-completed', prompt });
    this.tell(binding, { kind: 'idle', prompt, standing });
  }

  verdict(binding: Binding, prompt: MessageId | undefined): Verdict {
    if (binding.incarnation !== this.life) return { kind: 'gone' };
    const session = this.sessions.get(binding.ref.session);
    if (session === undefined) return { kind: 'gone' };
    return {
      kind: 'alive',
      busy: session.busy,
      prompt: prompt === undefined ? 'unknown' : session.prompts.has(prompt) ? 'present' : 'absent',
      standing: session.standing,
    };
  }

  tell(binding: Binding, told: Told): void {
    const signal = { ...told, session: binding.ref.session, incarnation: binding.incarnation } as ProviderSignal;
    this.#listener(signal);
  }

  /** A text streams and ends, in the words of the contract. */
  say(binding: Binding, prompt: MessageId, part: string, pieces: readonly string[]): void {
    this.tell(binding, { kind: 'item-started', prompt, part, content: { kind: 'assistant', text: '' } });
    let offset = 0;
    for (const text of pieces) {
      this.tell(binding, { kind: 'item-text', prompt, part, offset, text });
      offset += text.length;
    }
  }

  close(binding: Binding, prompt: MessageId, part: string, text: string): void {
    this.tell(binding, { kind: 'item-closed', prompt, part, content: { kind: 'assistant', text } });
  }

  complete(binding: Binding): void {
    this.rest(binding, { kind: 'ended', finish: 'final' });
  }

  only(): Binding {
    const session = [...this.sessions.values()][0];
    if (session === undefined) throw new Error('no session is bound');
    return session.binding;
  }

  lastSent(): Prompt {
    const prompt = this.sent.at(-1);
    if (prompt === undefined) throw new Error('no prompt was sent');
    return prompt;
  }
}
