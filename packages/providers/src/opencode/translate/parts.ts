import type { MessageId } from '@plumbline/lifecycle';
import type { ProviderSignal } from '../../contract.ts';
import type { Part, PartOf } from '../native.ts';
import { isToolEnded, planOf, type ToolFacts, toolContent, toolSignal } from './tools.ts';

/** A signal before its source is put on. */
export type Unsourced<Kind extends ProviderSignal['kind'] = ProviderSignal['kind']> = Kind extends ProviderSignal['kind']
  ? Omit<Extract<ProviderSignal, { kind: Kind }>, 'session' | 'incarnation'>
  : never;

interface PartState {
  readonly messageId: string;
  readonly prompt: MessageId | null;
  readonly kind: 'text' | 'tool';
  status: 'open' | 'closed' | 'discarded';
  /** UTF-16 units told so far. */
  told: number;
  /** Text was lost in a gap of the stream: nothing is appended, its own end brings the whole (rule 16). */
  gap: boolean;
  /** A tool call that has not begun. */
  pending: boolean;
  /** The last thing said of a tool, so that repetitions are not told again. */
  last?: string;
}

/**
 * The parts of one session's assistant messages, told as items. Whatever comes twice, late or out of order, a part that
 * was closed stays closed, and text is told exactly once.
 */
export class Parts {
  readonly #parts = new Map<string, PartState>();
  readonly #emit: (signal: Unsourced) => void;

  constructor(emit: (signal: Unsourced) => void) {
    this.#emit = emit;
  }

  get size(): number {
    return this.#parts.size;
  }

  /** A part as it is now. */
  apply(part: Part, prompt: MessageId | null, facts: ToolFacts): void {
    switch (part.type) {
      case 'text':
      case 'reasoning':
        this.#text(part, prompt);
        break;
      case 'tool':
        this.#tool(part, prompt, facts);
        break;
      case 'step-start':
        // A second attempt at the same message: what the first one left open is void (A5.7).
        this.discardOpen(part.messageID);
        break;
      case 'step-finish': // the message's own end says it
      case 'patch': // the edit's own tool item shows the change
      case 'snapshot':
      case 'retry':
      case 'agent':
      case 'file':
      case 'subtask':
      case 'compaction':
        break;
      default:
        noOther(part);
    }
  }

  append(partId: string, field: string, text: string): void {
    const state = this.#parts.get(partId);
    if (!state || field !== 'text' || state.status !== 'open' || state.gap || state.kind !== 'text' || text === '') return;
    this.#emit({ kind: 'item-text', prompt: state.prompt, part: partId, offset: state.told, text });
    state.told += text.length;
  }

  remove(partId: string): void {
    const state = this.#parts.get(partId);
    if (state?.status === 'open') this.#discard(partId, state);
  }

  /** What a dead attempt left: open text, and tool calls that never began (A5.7). */
  discardOpen(messageId: string): void {
    for (const [id, state] of this.#parts) {
      if (state.messageId === messageId && state.status === 'open' && (state.kind === 'text' || state.pending)) this.#discard(id, state);
    }
  }

  /**
   * The parts of a message as its history tells them after a gap. `ended`: the message is over. An open part reads as empty
   * in mid-stream (M8), so what was told of it stays, and nothing is appended any more.
   */
  catchUp(parts: readonly Part[], prompt: MessageId | null, ended: boolean, facts: ToolFacts): void {
    const lastAttempt = parts.findLastIndex((part) => part.type === 'step-start');
    for (const [index, part] of parts.entries()) {
      if (part.type === 'step-start') continue;
      const streams = part.type === 'text' || part.type === 'reasoning';
      if (!streams || part.time?.end !== undefined) {
        this.apply(part, prompt, facts);
      } else if (index < lastAttempt) {
        this.remove(part.id);
      } else if (ended) {
        if (part.text !== '') this.#close(part, prompt);
      } else {
        this.#text({ ...part, text: '' }, prompt);
        this.#markGap(part.id);
      }
    }
  }

  /** Nothing is appended to any open text: it may miss something. */
  markGaps(): void {
    for (const [id, state] of this.#parts) if (state.kind === 'text') this.#markGap(id);
  }

  /** Tells only what had ended, of work that ended without being seen (rule 14). */
  fillIn(parts: readonly Part[], prompt: MessageId | null, facts: ToolFacts): void {
    for (const part of parts) {
      const ended = part.type === 'tool' ? isToolEnded(part) : (part.type === 'text' || part.type === 'reasoning') && part.text !== '';
      if (!ended) continue;
      if (part.type === 'text' || part.type === 'reasoning') this.#close(part, prompt);
      else this.apply(part, prompt, facts);
    }
  }

  /** Forgets the parts of messages that are no longer kept. */
  retain(messages: { has(messageId: string): boolean }): void {
    for (const [id, state] of this.#parts) if (!messages.has(state.messageId)) this.#parts.delete(id);
  }

  #text(part: PartOf<'text'> | PartOf<'reasoning'>, prompt: MessageId | null): void {
    const state = this.#parts.get(part.id);
    if (part.time?.end !== undefined) {
      this.#close(part, prompt);
      return;
    }
    if (!state) {
      this.#parts.set(part.id, open(part.messageID, prompt, 'text', false));
      this.#emit({ kind: 'item-started', prompt, part: part.id, content: { kind: kindOf(part), text: '' } });
    }
    const told = state?.told ?? 0;
    if (part.text.length > told) this.append(part.id, 'text', part.text.slice(told));
  }

  #close(part: PartOf<'text'> | PartOf<'reasoning'>, prompt: MessageId | null): void {
    const state = this.#parts.get(part.id) ?? open(part.messageID, prompt, 'text', false);
    if (state.status === 'closed') return;
    if (part.text === '') {
      if (this.#parts.has(part.id)) this.remove(part.id);
      return;
    }
    state.status = 'closed';
    this.#parts.set(part.id, state);
    this.#emit({ kind: 'item-closed', prompt: state.prompt, part: part.id, content: { kind: kindOf(part), text: part.text } });
  }

  #tool(part: PartOf<'tool'>, prompt: MessageId | null, facts: ToolFacts): void {
    const state = this.#parts.get(part.id);
    if (state?.status === 'closed') return;
    const plan = part.tool === 'todowrite' && part.state.status !== 'error' ? planOf(part) : null;
    if (isToolEnded(part)) {
      this.#parts.set(part.id, { ...(state ?? open(part.messageID, prompt, 'tool', false)), status: 'closed' });
      const content = plan === null ? toolSignal(part, facts) : { kind: 'plan' as const, text: plan };
      this.#emit({ kind: 'item-closed', prompt: state?.prompt ?? prompt, part: part.id, content });
      return;
    }
    if (part.tool === 'todowrite') return; // a plan is told whole, once
    if (!state) {
      this.#parts.set(part.id, open(part.messageID, prompt, 'tool', part.state.status === 'pending'));
      this.#emit({ kind: 'item-started', prompt, part: part.id, content: toolContent(part) });
      return;
    }
    if (state.status === 'discarded') return;
    this.#update(part, state, facts);
  }

  #update(part: PartOf<'tool'>, state: PartState, facts: ToolFacts): void {
    const tool = toolSignal(part, facts);
    const said = `${tool.result} ${tool.title} ${tool.output}`;
    state.pending = part.state.status === 'pending';
    if (said === state.last) return;
    state.last = said;
    this.#emit({ kind: 'item-updated', prompt: state.prompt, part: part.id, tool });
  }

  #markGap(partId: string): void {
    const state = this.#parts.get(partId);
    if (state?.status !== 'open' || state.gap) return;
    state.gap = true;
    this.#emit({ kind: 'item-gap', prompt: state.prompt, part: partId });
  }

  #discard(partId: string, state: PartState): void {
    state.status = 'discarded';
    this.#emit({ kind: 'item-discarded', prompt: state.prompt, part: partId });
  }
}

const open = (messageId: string, prompt: MessageId | null, kind: PartState['kind'], pending: boolean): PartState => ({
  messageId,
  prompt,
  kind,
  status: 'open',
  told: 0,
  gap: false,
  pending,
});

const kindOf = (part: { readonly type: 'text' | 'reasoning' }) => (part.type === 'text' ? 'assistant' : 'reasoning');

/** A part of a kind that a newer OpenCode made: its message goes on without it. */
function noOther(_part: never): void {}
