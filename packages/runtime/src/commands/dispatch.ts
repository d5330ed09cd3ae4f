import { type Attachment, type Command, type CommandId, decide, type Fate, type Refusal, type ThreadId } from '@plumbline/lifecycle';
import { type LoggedEvent, StoreFault } from '@plumbline/store';
import { attachmentsOf } from '../attachments/index.ts';
import { type DispatchInput, type DispatchResult, type RuntimeCommand, RuntimeFault } from '../contract.ts';
import type { Core } from '../core.ts';
import { commit } from '../lanes/commit.ts';
import type { Priority } from '../lanes/executor.ts';
import type { Lane } from '../lanes/lane.ts';
import { endedRequest } from './ended-request.ts';
import { toFault } from './faults.ts';
import { prepareFork } from './fork.ts';
import { type LetGo, letGo } from './let-go.ts';
import { type Answer, type Once, receiptOf, refused, resultOf } from './receipts.ts';
import { turnToRewind } from './rewind.ts';
import { type Prepared, prepare, settingsOf } from './translate.ts';

/** What commands set off besides events. */
export interface CommandEffects extends LetGo {
  observe(lane: Lane): Promise<unknown>;
  /** Force stop: kills the process, whatever else it serves (rule 9). */
  forceStop(lane: Lane): Promise<void>;
  /** The database refuses, but the agent can still be told to stop (rule 34). */
  abortUnrecorded(lane: Lane): void;
}

const noProject: Refusal = { code: 'PROJECT_NOT_FOUND', message: 'There is no such project.' };
const unknownModel: Refusal = { code: 'MODEL_UNKNOWN', message: 'The agent has no such model.' };

/** The one road for every change: receipt, decide, append, answer (rule 27). */
export class Commands {
  readonly #core: Core;
  readonly #effects: CommandEffects;
  readonly #once: Once;

  constructor(core: Core, effects: CommandEffects, once: Once) {
    this.#core = core;
    this.#effects = effects;
    this.#once = once;
  }

  async dispatch({ commandId, command }: DispatchInput): Promise<DispatchResult> {
    checkPhase(this.#core);
    return this.#once
      .run(
        commandId,
        command,
        () => this.#run(command, commandId),
        (earlier: Answer) => resultOf(this.#core, earlier),
      )
      .catch((error) => this.#fail(error));
  }

  #fail(error: unknown): never {
    const fault = toFault(error);
    if (fault.code === 'INTERNAL') this.#core.log.error({ error }, 'A command failed.');
    throw fault;
  }

  async #run(command: RuntimeCommand, commandId: CommandId | undefined): Promise<DispatchResult> {
    switch (command.type) {
      case 'thread.create':
        return this.#create(command, commandId);
      case 'thread.fork':
        return this.#fork(command, commandId);
      case 'thread.rewind':
        return this.#rewind(command, commandId);
      case 'thread.session.reconcile':
        return this.#reconcile(command.threadId);
      case 'thread.archive':
      case 'thread.remove':
        return this.#letGoFirst(command, commandId);
      case 'thread.turn.interrupt':
        return this.#interrupt(command, commandId);
      case 'thread.session.start':
        return this.#start(command, commandId);
      case 'thread.turn.start':
        return this.#send(command, commandId);
      case 'thread.configure':
        return this.#configure(command, commandId);
      case 'thread.session.stop': {
        const result = await this.#apply(command, commandId, 'urgent');
        if (command.force === true) await this.#effects.forceStop(this.#core.lane(command.threadId));
        return result;
      }
      default:
        return this.#apply(command, commandId, 'normal');
    }
  }

  async #create(command: Extract<RuntimeCommand, { type: 'thread.create' }>, commandId: CommandId | undefined): Promise<DispatchResult> {
    const threadId = this.#core.ids.threadId();
    const lane = this.#core.lane(threadId);
    const refusal = await this.#refuseCreate(command);
    if ('code' in refusal) return this.#refuse(command, commandId, null, refusal);
    const { projectId, title } = command;
    const { leaving } = this.#core;
    const prepared: Command = {
      type: 'thread.create',
      threadId,
      projectId,
      settings: refusal.settings,
      ...(title === undefined ? {} : { title }),
    };
    return lane.run(() =>
      leaving.has(projectId)
        ? this.#refuse(command, commandId, null, noProject)
        : this.#decide(lane, command, { command: prepared }, commandId),
    );
  }

  async #refuseCreate(
    command: Extract<RuntimeCommand, { type: 'thread.create' }>,
  ): Promise<Refusal | { readonly settings: NonNullable<ReturnType<typeof settingsOf>> }> {
    if ((await this.#core.store.project(command.projectId)) === null) return noProject;
    const provider = this.#core.providers.get(command.settings.provider ?? [...this.#core.providers.keys()][0] ?? '');
    if (provider === undefined) return { code: 'PROVIDER_MISSING', message: 'This server has no such agent.' };
    const { models } = await provider.describe();
    const settings = settingsOf({ ...command.settings, provider: provider.id }, models);
    return settings === null ? unknownModel : { settings };
  }

  /** The fork is a thread of its own: a fork that is refused has left nothing. */
  async #fork(command: Extract<RuntimeCommand, { type: 'thread.fork' }>, commandId: CommandId | undefined): Promise<DispatchResult> {
    const source = this.#core.lane(command.threadId);
    const state = await source.run(async () => existing(source));
    const made = await prepareFork(this.#core, state, command).catch((error: unknown) => refusalIn(error));
    if ('code' in made) return this.#refuse(command, commandId, command.threadId, made);
    const project = await this.#core.store.project(state.projectId);
    const threadId = this.#core.ids.threadId();
    const lane = this.#core.lane(threadId);
    return lane.run(() =>
      project === null || this.#core.leaving.has(state.projectId)
        ? this.#refuse(command, commandId, command.threadId, noProject)
        : this.#decide(lane, command, { command: { ...made, threadId } }, commandId),
    );
  }

  /** Which turn that is stands in the rows. */
  async #rewind(command: Extract<RuntimeCommand, { type: 'thread.rewind' }>, commandId: CommandId | undefined): Promise<DispatchResult> {
    const lane = this.#core.lane(command.threadId);
    const state = await lane.run(async () => existing(lane));
    const turn = await turnToRewind(this.#core, state, command.turnId).catch((error: unknown) => refusalIn(error));
    if (typeof turn !== 'number') return this.#refuse(command, commandId, command.threadId, turn);
    return lane.run(() => {
      existing(lane);
      return this.#decide(lane, command, { command: { type: command.type, turn } }, commandId);
    });
  }

  async #reconcile(threadId: ThreadId): Promise<DispatchResult> {
    const lane = this.#core.lane(threadId);
    await lane.run(async () => existing(lane));
    await this.#effects.observe(lane);
    return { sequence: this.#core.store.head(), version: lane.state?.version ?? 0, threadId };
  }

  /** Recorded first, then sent; if it cannot be recorded, it is sent all the same (rules 8, 34). */
  async #interrupt(
    command: Extract<RuntimeCommand, { type: 'thread.turn.interrupt' }>,
    commandId: CommandId | undefined,
  ): Promise<DispatchResult> {
    try {
      return await this.#apply(command, commandId, 'urgent');
    } catch (error) {
      if (error instanceof StoreFault) this.#effects.abortUnrecorded(this.#core.lane(command.threadId));
      throw error;
    }
  }

  /** Archive and remove are stops first (rule 40). */
  async #letGoFirst(
    command: Extract<RuntimeCommand, { type: 'thread.archive' | 'thread.unarchive' | 'thread.remove' }>,
    commandId: CommandId | undefined,
  ) {
    const lane = this.#core.lane(command.threadId);
    const state = await lane.run(async () => existing(lane));
    const again = command.type === 'thread.archive' && state.archivedAt !== undefined;
    const refusal = again ? null : await letGo(this.#core, lane, this.#effects);
    if (refusal !== null) return this.#refuse(command, commandId, command.threadId, refusal);
    return this.#apply(command, commandId, 'normal');
  }

  /** A start without the old conversation lets that go first; a living turn is not stopped for it, but refuses it (rule 22). */
  async #start(command: Extract<RuntimeCommand, { type: 'thread.session.start' }>, commandId: CommandId | undefined) {
    const lane = this.#core.lane(command.threadId);
    const state = await lane.run(async () => existing(lane));
    const refusal = command.fresh === true && state.turn === undefined ? await letGo(this.#core, lane, this.#effects) : null;
    if (refusal !== null) return this.#refuse(command, commandId, command.threadId, refusal);
    return this.#apply(command, commandId, 'normal');
  }

  /** What goes with a message was uploaded before. */
  async #send(command: Extract<RuntimeCommand, { type: 'thread.turn.start' }>, commandId: CommandId | undefined) {
    const { store, clock } = this.#core;
    const { threadId, attachments = [] } = command;
    const found = attachments.length === 0 ? [] : await attachmentsOf(store, clock, attachments);
    if ('code' in found) return this.#refuse(command, commandId, threadId, found);
    return this.#apply(command, commandId, 'normal', found);
  }

  /** Only a model that the agent has can be chosen. */
  async #configure(command: Extract<RuntimeCommand, { type: 'thread.configure' }>, commandId: CommandId | undefined) {
    const lane = this.#core.lane(command.threadId);
    const { settings } = await lane.run(async () => existing(lane));
    const { model } = command.settings;
    const models = model === undefined ? [] : ((await this.#core.providers.get(settings.provider)?.describe())?.models ?? []);
    if (model !== undefined && !models.some((each) => each.id === model))
      return this.#refuse(command, commandId, command.threadId, unknownModel);
    return this.#apply(command, commandId, 'normal');
  }

  #apply(
    command: Exclude<RuntimeCommand, { type: 'thread.create' | 'thread.fork' | 'thread.rewind' | 'thread.session.reconcile' }>,
    commandId: CommandId | undefined,
    priority: Priority,
    attachments: readonly Attachment[] = [],
  ): Promise<DispatchResult> {
    const lane = this.#core.lane(command.threadId);
    return lane.run(() => {
      existing(lane);
      return this.#decide(lane, command, prepare(this.#core, lane, command, attachments), commandId);
    }, priority);
  }

  /** Decides and appends, in the lane; once more if another writer came between. */
  async #decide(
    lane: Lane,
    command: RuntimeCommand,
    prepared: Prepared,
    commandId: CommandId | undefined,
    again = true,
  ): Promise<DispatchResult> {
    const decided = decide(lane.state, prepared.command, this.#core.clock.now());
    if (!decided.ok) return this.#refuse(command, commandId, lane.threadId, await endedRequest(this.#core, lane, command, decided.refusal));
    const version = (lane.state?.version ?? 0) + decided.events.length;
    const answer: Answer = { ok: true, result: { version, threadId: lane.threadId, ...made(prepared, decided.fate) } };
    const receipt = commandId === undefined ? undefined : receiptOf(this.#core, commandId, command, lane.threadId, answer);
    try {
      if (decided.events.length === 0) {
        if (receipt !== undefined) await this.#core.store.saveReceipt(receipt);
        return resultOf(this.#core, answer);
      }
      const logged = await commit(this.#core, lane, decided.events, receipt === undefined ? {} : { receipt });
      return resultOf(this.#core, answer, lastSequence(logged));
    } catch (error) {
      if (again && error instanceof StoreFault && error.code === 'VERSION_CONFLICT')
        return this.#decide(lane, command, prepared, commandId, false);
      throw error;
    }
  }

  async #refuse(command: RuntimeCommand, commandId: CommandId | undefined, threadId: ThreadId | null, refusal: Refusal): Promise<never> {
    if (commandId !== undefined) {
      await this.#core.store.saveReceipt(receiptOf(this.#core, commandId, command, threadId, { ok: false, refusal }));
    }
    throw refused(refusal);
  }
}

/** Throws STARTING_UP or SHUTTING_DOWN. */
export function checkPhase(core: Core): void {
  if (core.phase === 'starting') throw new RuntimeFault('STARTING_UP', 'Plumbline is starting.');
  if (core.phase === 'stopping') throw new RuntimeFault('SHUTTING_DOWN', 'Plumbline is stopping.');
}

function refusalIn(error: unknown): Refusal {
  if (error instanceof RuntimeFault && error.refusal !== null) return error.refusal;
  throw error;
}

function existing(lane: Lane): NonNullable<Lane['state']> {
  if (lane.state === null || lane.state.removed) throw new RuntimeFault('THREAD_NOT_FOUND', 'There is no such thread.');
  return lane.state;
}

function made(prepared: Prepared, fate: Fate | undefined): Partial<DispatchResult> {
  return {
    ...(prepared.messageId === undefined ? {} : { messageId: prepared.messageId }),
    ...(prepared.turnId !== undefined && fate === 'started' ? { turnId: prepared.turnId } : {}),
    ...(fate === undefined ? {} : { fate }),
  };
}

function lastSequence(logged: readonly LoggedEvent[]): number | undefined {
  return logged.at(-1)?.sequence;
}
