import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { MessageId } from '@plumbline/lifecycle';
import type { ProviderSignal } from '../src/contract.ts';
import { useOf } from '../src/opencode/events.ts';
import type { Event, HistoryMessage, Part } from '../src/opencode/native.ts';
import { BoundSession } from '../src/opencode/session.ts';

export interface Trace {
  /** The events of the global stream, in order. */
  readonly events: readonly Event[];
  /** The first session that has no parent. */
  readonly session: string;
  /** The prompts that were sent to it, in order: user messages that OpenCode did not make itself. */
  readonly prompts: readonly MessageId[];
  /** The last history that was read of it. */
  readonly history: readonly HistoryMessage[];
}

/** Reads a recorded trace of OpenCode (test/traces/README.md). */
export function readTrace(name: string): Trace {
  const file = path.join(import.meta.dirname, 'traces', `${name}.jsonl`);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const records = lines.map((line) => JSON.parse(line) as { src: string; call?: string; data?: unknown });
  const events = records.filter((record) => record.src === 'global').map((record) => (record.data as { payload: Event }).payload);
  const created = events.find((event) => event.type === 'session.created' && event.properties.info.parentID === undefined);
  if (created?.type !== 'session.created') throw new Error(`${name} has no session`);
  const session = created.properties.info.id;
  const histories = records.filter((record) => record.call === 'session.messages').map((record) => record.data as HistoryMessage[]);
  return { events, session, prompts: promptsOf(events, session), history: histories.at(-1) ?? [] };
}

function promptsOf(events: readonly Event[], session: string): MessageId[] {
  const prompts: MessageId[] = [];
  const users = new Set<string>();
  for (const event of events) {
    if (event.type === 'message.updated' && event.properties.info.role === 'user' && event.properties.info.sessionID === session) {
      users.add(event.properties.info.id);
    }
    if (event.type !== 'message.part.updated') continue;
    const { part } = event.properties;
    if (part.type === 'text' && !part.synthetic && users.delete(part.messageID)) prompts.push(part.messageID as MessageId);
  }
  return prompts;
}

/** Feeds a trace into one bound session, as the adapter does, and keeps what it tells. */
export class Replay {
  readonly signals: ProviderSignal[] = [];
  readonly trace: Trace;
  readonly session: BoundSession;
  readonly #handed = new Set<string>();
  #clock = 0;

  constructor(trace: Trace, followed = true) {
    this.trace = trace;
    this.session = new BoundSession({
      ref: { session: trace.session, directory: '/lab' },
      incarnation: 'one',
      title: null,
      followed,
      emit: (signal) => this.signals.push(signal),
      now: () => this.#clock,
    });
  }

  /** Plays the events; each prompt is handed over just before its first event. */
  play(events: readonly Event[] = this.trace.events): this {
    for (const event of events) {
      this.#clock += 100;
      const prompt = event.type === 'message.updated' ? (event.properties.info.id as MessageId) : null;
      if (prompt !== null && this.trace.prompts.includes(prompt) && !this.#handed.has(prompt)) {
        this.#handed.add(prompt);
        this.session.translator.handOver(prompt);
      }
      if (useOf(event.type) === 'noise') continue;
      const id = sessionOf(event);
      if (event.type === 'session.created' && event.properties.info.parentID === this.trace.session) {
        this.session.adoptChild(event.properties.info.id);
      }
      if (id === this.trace.session) this.session.deliver(event);
      else if (id !== undefined && this.session.children.has(id)) this.session.deliver(event, id);
    }
    return this;
  }

  /** What was told, in short, signs of life left out. `p1` is the first prompt of the trace. */
  story(): string[] {
    return this.signals.filter((signal) => signal.kind !== 'alive').map((signal) => this.#tell(signal));
  }

  #tell(signal: ProviderSignal): string {
    const whose = 'prompt' in signal ? this.#name(signal.prompt) : '';
    switch (signal.kind) {
      case 'item-started':
        return `${whose} started ${signal.content.kind}`;
      case 'item-text':
        return `${whose} text @${signal.offset} ${JSON.stringify(signal.text)}`;
      case 'item-updated':
        return `${whose} tool ${signal.tool.result}: ${signal.tool.title}`;
      case 'item-closed':
        return 'result' in signal.content
          ? `${whose} closed tool ${signal.content.result}${signal.content.exitCode === undefined ? '' : ` ${signal.content.exitCode}`}: ${signal.content.title}`
          : `${whose} closed ${signal.content.kind} ${JSON.stringify(signal.content.text)}`;
      case 'item-discarded':
      case 'item-gap':
        return `${whose} ${signal.kind.slice(5)}`;
      case 'idle':
        return `${whose} idle, ${signal.standing.kind}${signal.standing.kind === 'ended' ? ` ${signal.standing.finish}` : ''}`;
      case 'step-ended':
        return `${whose} step-ended ${signal.finish}`;
      case 'turn-failed':
        return `${whose} turn-failed ${signal.failure.code}: ${signal.failure.message}`;
      case 'error-reported':
        return `${whose} error-reported ${signal.failure.code}${signal.ends ? ', ends' : ''}`;
      case 'retrying':
        return `${whose} retrying ${signal.attempt}: ${signal.reason}`;
      case 'request-opened':
        return `${whose} asks ${signal.request.kind}: ${signal.request.title}`;
      default:
        return `${whose} ${signal.kind}`.trim();
    }
  }

  #name(prompt: MessageId | null): string {
    if (prompt === null) return 'nobody';
    const index = this.trace.prompts.indexOf(prompt);
    return index < 0 ? prompt : `p${index + 1}`;
  }
}

function sessionOf(event: Event): string | undefined {
  const properties = event.properties as { sessionID?: string; info?: { id?: string }; part?: Part };
  return properties.sessionID ?? properties.info?.id;
}

/** The history as the server would tell it after these events: text in the making reads as empty (M8). */
export function historyAfter(events: readonly Event[], session: string): HistoryMessage[] {
  const messages = new Map<string, { info: HistoryMessage['info']; parts: Map<string, Part> }>();
  for (const event of events) {
    if (event.type === 'message.updated' && event.properties.info.sessionID === session) {
      const { info } = event.properties;
      messages.set(info.id, { info, parts: messages.get(info.id)?.parts ?? new Map() });
    } else if (event.type === 'message.part.updated') {
      const { part } = event.properties;
      messages.get(part.messageID)?.parts.set(part.id, part);
    }
  }
  return [...messages.values()].map(({ info, parts }) => ({ info, parts: [...parts.values()] }));
}

/** What a reader who appends, replaces and discards has before them, by part. */
export function shownBy(signals: readonly ProviderSignal[]): Map<string, { text: string; closed: boolean }> {
  const shown = new Map<string, { text: string; closed: boolean }>();
  for (const signal of signals) {
    if (signal.kind === 'item-started') shown.set(signal.part, { text: '', closed: false });
    if (signal.kind === 'item-discarded') shown.delete(signal.part);
    if (signal.kind === 'item-closed')
      shown.set(signal.part, { text: 'text' in signal.content ? signal.content.text : signal.content.output, closed: true });
    if (signal.kind === 'item-text') {
      const item = shown.get(signal.part);
      if (!item || item.closed || item.text.length !== signal.offset)
        throw new Error(`text at ${signal.offset} does not fit ${signal.part}`);
      item.text += signal.text;
    }
  }
  return shown;
}
