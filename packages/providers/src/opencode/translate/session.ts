import type { Failure, MessageId } from '@plumbline/lifecycle';
import type { ProviderRequest, ProviderSignal, SignalSource } from '../../contract.ts';
import { endsTurn, failureOf, isAbort } from '../failures.ts';
import type { AssistantMessage, Event, EventOf, HistoryMessage, Message, Part, UserMessage } from '../native.ts';
import { changedFiles } from './changes.ts';
import { Children } from './children.ts';
import { Parts, type Unsourced } from './parts.ts';
import {
  addStep,
  isEnded,
  newestAccepted,
  newRun,
  type PromptState,
  type Run,
  type Step,
  standingOf,
  standingOfMessage,
  stepFinish,
  usageOf,
} from './prompts.ts';
import { permissionRequest, questionRequest } from './requests.ts';
import type { ToolFacts } from './tools.ts';

/** Signs of life are told at most this often, in ms. */
const alivePause = 1_000;
/** In ms. */
const echoTime = 2_000;

interface MessageState {
  readonly role: Message['role'];
  readonly prompt: MessageId | null;
  /** For assistant messages. */
  readonly step?: Step;
}

interface OpenRequest {
  readonly callId?: string;
}

/**
 * Turns the events of one session (and what matters of its children) into signals. It attributes every message to a prompt
 * by ids, never by "what is running now": a user message under an id of ours is that prompt; an answer belongs to its
 * parent's prompt; a user message that OpenCode made itself (compaction, T1) belongs to the prompt being worked on.
 * Holds the messages of the current run and of the one before, no more.
 */
export class SessionTranslator {
  readonly source: SignalSource;
  readonly #emit: (signal: ProviderSignal) => void;
  readonly #now: () => number;
  readonly #parts: Parts;
  readonly #children: Children;
  readonly #messages = new Map<string, MessageState>();
  readonly #requests = new Map<string, OpenRequest>();
  /** Refused by us since their turn is over. */
  readonly #leftovers = new Set<string>();
  readonly #deniedCalls = new Set<string>();
  #current: Run | null = null;
  #previous: Run | null = null;
  #aborted = false;
  #reported: { readonly failure: Failure; readonly at: number } | null = null;
  #lastAlive = Number.NEGATIVE_INFINITY;
  #title: string | null;

  constructor(source: SignalSource, title: string | null, emit: (signal: ProviderSignal) => void, now: () => number) {
    this.source = source;
    this.#title = title;
    this.#emit = emit;
    this.#now = now;
    this.#parts = new Parts((signal) => this.#tell(signal));
    this.#children = new Children((signal) => this.#tell(signal));
  }

  /** The prompt that began the work which has not been seen to end. */
  get livePrompt(): MessageId | null {
    return this.#current && !this.#current.rested ? (this.#current.prompts[0]?.id ?? null) : null;
  }

  /** Whether the current run has come to a model call. */
  get hasWorked(): boolean {
    return this.#current?.newest !== undefined;
  }

  /** Requests that OpenCode still holds for this session, as far as was told. */
  get openRequests(): readonly string[] {
    return [...this.#requests.keys()];
  }

  /**
   * Takes the requests that OpenCode still holds for this session, to refuse them. What it says of them from now on is our own
   * doing: no confirmation of an answer, so it is not told (rule 28: with their turn they expire).
   */
  takeLeftovers(): readonly string[] {
    const refs = this.openRequests;
    for (const ref of refs) this.#leftovers.add(ref);
    this.#requests.clear();
    return refs;
  }

  /** How many messages and parts are kept. */
  get size(): { readonly messages: number; readonly parts: number } {
    return { messages: this.#messages.size, parts: this.#parts.size };
  }

  /** To be called before the prompt is written: from now on messages under its id are its own. */
  handOver(prompt: MessageId): void {
    if (this.#current?.prompts[0]?.id === prompt) return;
    if (this.#current) this.#current.prompts = this.#current.prompts.filter(({ id }) => id !== prompt);
    this.#begin(newRun(prompt));
    this.#aborted = false;
    this.#deniedCalls.clear();
    this.#leftovers.clear();
  }

  /** To be called before a prompt is written to a session that works (rule 26): what is done for it is part of the same run. */
  steer(prompt: MessageId): void {
    if (!this.#current || this.#current.rested) this.handOver(prompt);
    else if (!this.#ownPrompt(prompt)) this.#current.prompts.push({ id: prompt, accepted: false });
  }

  #begin(run: Run): void {
    this.#previous = this.#current;
    this.#current = run;
    const kept = new Set<MessageId | null>(this.#previous ? this.#previous.prompts.map(({ id }) => id) : [null]);
    for (const [id, message] of this.#messages) if (!kept.has(message.prompt)) this.#messages.delete(id);
    this.#parts.retain(this.#messages);
  }

  /** The abort was asked for: what ends from now on without a result of its own was cancelled. */
  aborting(): void {
    this.#aborted = true;
  }

  apply(event: Event): void {
    switch (event.type) {
      case 'message.updated':
        this.#message(event.properties.info, true);
        break;
      case 'message.part.updated':
        this.#part(event.properties.part);
        break;
      case 'message.part.delta':
        this.#parts.append(event.properties.partID, event.properties.field, event.properties.delta);
        this.alive();
        break;
      case 'message.part.removed':
        this.#parts.remove(event.properties.partID);
        break;
      case 'session.status':
        this.#status(event.properties.status);
        break;
      case 'session.error':
        this.#error(event.properties.error);
        break;
      case 'session.created':
      case 'session.updated':
        this.#retitled(event.properties.info.title);
        break;
      case 'session.deleted':
        // No idle will come (A5.9): an idle that names nothing makes the runtime look.
        this.#tell({ kind: 'idle', prompt: null, standing: { kind: 'none' } });
        break;
      case 'permission.asked':
      case 'permission.replied':
      case 'question.asked':
      case 'question.replied':
      case 'question.rejected':
        this.request(event);
        break;
      default:
        this.alive();
    }
  }

  /** What a child session does is shown within the call that began it; its ends and faults are the call's. */
  applyChild(id: string, event: Event): void {
    this.#children.apply(id, event, (parts) => this.#facts(parts));
    this.alive();
  }

  /** Children whose call is known: a gap may have swallowed what they did. */
  get children(): readonly string[] {
    return this.#children.known;
  }

  catchUpChild(id: string, history: readonly HistoryMessage[]): void {
    this.#children.catchUp(id, history, (parts) => this.#facts(parts));
  }

  /** Requests of the session and of its children, which surface on it. */
  request(event: EventOf<'permission.asked' | 'permission.replied' | 'question.asked' | 'question.replied' | 'question.rejected'>): void {
    switch (event.type) {
      case 'permission.asked':
        this.#opened(permissionRequest(event.properties), event.properties.tool);
        break;
      case 'question.asked':
        this.#opened(questionRequest(event.properties), event.properties.tool);
        break;
      case 'permission.replied':
        this.resolved(event.properties.requestID, event.properties.reply === 'reject');
        break;
      case 'question.replied':
        this.resolved(event.properties.requestID, false);
        break;
      case 'question.rejected':
        this.resolved(event.properties.requestID, true);
        break;
    }
  }

  /** OpenCode no longer holds the request. */
  resolved(ref: string, denied: boolean): void {
    if (this.#leftovers.delete(ref)) return;
    const request = this.#requests.get(ref);
    this.#requests.delete(ref);
    if (denied && request?.callId !== undefined) this.#deniedCalls.add(request.callId);
    this.#tell({ kind: 'request-resolved', requestRef: ref });
  }

  /** A sign of life, told at most once a second. */
  alive(): void {
    const now = this.#now();
    if (now - this.#lastAlive < alivePause) return;
    this.#lastAlive = now;
    this.#emit({ kind: 'alive', ...this.source });
  }

  /**
   * Tells what a gap of the stream swallowed, from the messages since the prompt (rule 16). `fresh`: this process has not
   * followed the session before, so steps that are over were counted by an older run and are not told again.
   */
  catchUp(history: readonly HistoryMessage[], fresh: boolean): void {
    for (const { info, parts } of history) {
      this.#message(info, !fresh);
      const message = this.#messages.get(info.id);
      if (!message) continue;
      if (info.role === 'user') {
        for (const part of parts) this.#part(part);
      } else if (!message.step?.auxiliary) {
        const ended = message.step !== undefined && isEnded(message.step.standing);
        for (const part of parts) this.#children.learn(part, message.prompt);
        this.#parts.catchUp(parts, message.prompt, ended, this.#facts(parts));
      }
    }
  }

  /** The gap could not be read: no open text is trusted any more. */
  blind(): void {
    this.#parts.markGaps();
  }

  /** Tells what had been finished of the prompts whose work an earlier life of the server left (rule 14). */
  fillIn(prompts: readonly MessageId[], history: readonly HistoryMessage[]): void {
    const [first] = prompts;
    if (first === undefined) return;
    this.#current = { prompts: prompts.map((id) => ({ id, accepted: true })), rested: true };
    for (const { info, parts } of history) {
      if (info.role === 'user') this.#changed(info);
      if (info.role !== 'assistant' || info.summary === true) continue;
      this.#parts.fillIn(parts, this.#ownPrompt(info.parentID)?.id ?? first, this.#facts(parts));
    }
  }

  #message(info: Message, countSteps: boolean): void {
    if (info.role === 'user') this.#userMessage(info);
    else this.#assistantMessage(info, countSteps);
    this.alive();
  }

  #userMessage(info: UserMessage): void {
    const { id } = info;
    const own = this.#ownPrompt(id);
    if (own) this.#accept(own);
    if (!this.#messages.has(id)) this.#messages.set(id, { role: 'user', prompt: own?.id ?? this.#worked() });
    this.#changed(info);
  }

  /** A prompt's message is told anew after each step, with all that changed since it, and mostly with nothing new. */
  #changed({ id, summary }: UserMessage): void {
    const own = this.#ownPrompt(id);
    const run = own && this.#runOf(own);
    if (!own || !run || !summary) return;
    const before = JSON.stringify(own.diffs ?? []);
    own.diffs = summary.diffs;
    if (JSON.stringify(summary.diffs) === before) return;
    this.#tell({ kind: 'files-changed', prompt: own.id, files: changedFiles(run.prompts.map(({ diffs }) => diffs ?? [])) });
  }

  #assistantMessage(info: AssistantMessage, countSteps: boolean): void {
    const known = this.#messages.get(info.id);
    const message = known ?? this.#newStep(info);
    const step = message.step;
    if (!step) return;
    const standing = standingOfMessage(info);
    if (!known && (countSteps || !isEnded(standing))) this.#tell({ kind: 'step-started', prompt: message.prompt });
    if (isEnded(step.standing) || !isEnded(standing)) return;
    step.standing = standing;
    this.#stepEnded(info, message, countSteps);
  }

  #newStep(info: AssistantMessage): MessageState {
    const prompt = this.#promptOfParent(info.parentID);
    const step: Step = {
      messageId: info.id,
      auxiliary: info.summary === true,
      standing: { kind: 'open' },
    };
    const message: MessageState = { role: 'assistant', prompt, step };
    this.#messages.set(info.id, message);
    const state = prompt === null ? null : this.#ownPrompt(prompt);
    if (state) this.#accept(state);
    const run = state && this.#runOf(state);
    if (run) addStep(run, step);
    return message;
  }

  #stepEnded(info: AssistantMessage, message: MessageState, countSteps: boolean): void {
    const standing = standingOfMessage(info);
    const finish = stepFinish(standing);
    const { prompt } = message;
    if (finish !== null && countSteps) this.#tell({ kind: 'step-ended', prompt, finish, usage: usageOf(info) });
    if (standing.kind === 'aborted' && info.error) this.#tell({ kind: 'turn-aborted', prompt });
    if (standing.kind === 'failed' && prompt !== null && info.error && endsTurn(info.error)) {
      this.#tell({ kind: 'turn-failed', prompt, failure: standing.failure });
    }
  }

  #part(part: Part): void {
    const message = this.#messages.get(part.messageID);
    if (message?.role === 'user') this.#userPart(part, message);
    // Parts of a message that is not kept any more, and the text of a compaction, are not told.
    else if (message && !message.step?.auxiliary) {
      this.#children.learn(part, message.prompt);
      this.#parts.apply(part, message.prompt, this.#facts([part]));
    }
    this.alive();
  }

  /** Of user messages only those that the user did not write here are told: our own are on the thread already. */
  #userPart(part: Part, message: MessageState): void {
    if (this.#ownPrompt(part.messageID)) return;
    const { prompt } = message;
    if (part.type === 'compaction') {
      const text = part.overflow
        ? 'The conversation outgrew the model. It is summarised, then the work goes on.'
        : 'The conversation is summarised to make room.';
      this.#tell({ kind: 'item-closed', prompt, part: part.id, content: { kind: 'notice', text } });
    } else if (part.type === 'text' && !part.synthetic) {
      this.#tell({ kind: 'item-closed', prompt, part: part.id, content: { kind: 'user', text: part.text } });
    }
  }

  #status(status: EventOf<'session.status'>['properties']['status']): void {
    switch (status.type) {
      case 'busy':
        this.alive();
        break;
      case 'retry':
        if (this.#current?.newest) this.#parts.discardOpen(this.#current.newest.messageId);
        this.#tell({
          kind: 'retrying',
          prompt: this.#worked(),
          attempt: status.attempt,
          reason: status.message.slice(0, 2_000),
          nextAt: status.next,
        });
        break;
      case 'idle':
        this.#idle();
        break;
    }
  }

  /**
   * Names a prompt only if its work was seen, the newest step ended and no idle named it before: idles come twice, and for nothing
   * (A5.1, A5.2), and one that comes later ends work which nobody here asked for. Unnamed, it makes the runtime look.
   */
  #idle(): void {
    const current = this.#current;
    const standing = current ? standingOf(current) : ({ kind: 'none' } as const);
    const last = current && newestAccepted(current);
    const ended = current && !current.rested && last && isEnded(standing);
    this.#tell({ kind: 'idle', prompt: ended ? last.id : null, standing });
    if (ended) this.#rest(current);
  }

  /** A prompt that came too late to be steered in begins the next run. */
  #rest(run: Run): void {
    run.rested = true;
    const late = run.prompts.filter((prompt) => !prompt.accepted).map(({ id }) => id);
    if (late.length === 0) return;
    run.prompts = run.prompts.filter((prompt) => prompt.accepted);
    this.#begin(newRun(...late));
  }

  #error(error: EventOf<'session.error'>['properties']['error']): void {
    // Of an abort, the message's own error says whose it is.
    if (error && isAbort(error)) this.#aborted = true;
    if (!error || isAbort(error) || this.#isEcho(failureOf(error))) {
      this.alive();
      return;
    }
    const failure = failureOf(error);
    this.#reported = { failure, at: this.#now() };
    this.#tell({ kind: 'error-reported', prompt: this.#worked(), failure, ends: endsTurn(error) });
  }

  /** A report may come once more after its idle (A5.8), when the next prompt is already on its way: it is not that one's. */
  #isEcho(failure: Failure): boolean {
    const last = this.#reported;
    const between = !this.#current || !newestAccepted(this.#current) || this.#current.rested;
    return between && last?.failure.message === failure.message && this.#now() - last.at < echoTime;
  }

  #retitled(title: string): void {
    const known = this.#title;
    this.#title = title;
    // The first title of a session that was taken up again is no news.
    if (known === null || title === known) this.alive();
    else this.#tell({ kind: 'title', title });
  }

  #opened(request: ProviderRequest, tool: { readonly messageID: string; readonly callID: string } | undefined): void {
    if (this.#requests.has(request.ref)) return;
    this.#requests.set(request.ref, tool ? { callId: tool.callID } : {});
    const asking = tool === undefined ? undefined : this.#messages.get(tool.messageID);
    this.#tell({ kind: 'request-opened', prompt: asking ? asking.prompt : this.#worked(), request });
  }

  #accept(prompt: PromptState): void {
    if (prompt.accepted) return;
    prompt.accepted = true;
    this.#tell({ kind: 'prompt-accepted', prompt: prompt.id });
  }

  #ownPrompt(id: string): PromptState | null {
    const prompts = [...(this.#current?.prompts ?? []), ...(this.#previous?.prompts ?? [])];
    return prompts.find((prompt) => prompt.id === id) ?? null;
  }

  #runOf(prompt: PromptState): Run | undefined {
    return [this.#current, this.#previous].find((run) => run?.prompts.includes(prompt)) ?? undefined;
  }

  #promptOfParent(parent: string): MessageId | null {
    const own = this.#ownPrompt(parent);
    if (own) return own.id;
    const message = this.#messages.get(parent);
    return message ? message.prompt : this.#worked();
  }

  /** The prompt that OpenCode is working on: the newest that it has. */
  #worked(): MessageId | null {
    return this.#current && !this.#current.rested ? (newestAccepted(this.#current)?.id ?? null) : null;
  }

  #facts(parts: readonly Part[]): ToolFacts {
    const denied = parts.some((part) => part.type === 'tool' && this.#deniedCalls.has(part.callID));
    return { denied, aborted: this.#aborted };
  }

  #tell(signal: Unsourced): void {
    this.#lastAlive = this.#now();
    this.#emit({ ...signal, ...this.source } as ProviderSignal);
  }
}
