import type { MessageId } from '@plumbline/lifecycle';
import type { Event, HistoryMessage, Part, PartOf } from '../native.ts';
import { Parts, type Unsourced } from './parts.ts';
import type { ToolFacts } from './tools.ts';

/** Sub-agents that are remembered; of more, the oldest are forgotten. */
const limit = 200;

interface Child {
  readonly prompt: MessageId | null;
  /** The part of the call that began it. */
  readonly parent: string;
  readonly parts: Parts;
  /** Its own words; what it was asked with is shown with the call. */
  readonly answers: Set<string>;
}

/**
 * What the sub-agents of one session do: tools as they run, and texts in the place where they began once they are whole, as items
 * within the call that began them. Which session a call began is told by the call itself; what came before that is told with the
 * next word of it.
 */
export class Children {
  readonly #children = new Map<string, Child>();
  readonly #emit: (signal: Unsourced) => void;

  constructor(emit: (signal: Unsourced) => void) {
    this.#emit = emit;
  }

  /** Sub-agents whose call is known. */
  get known(): readonly string[] {
    return [...this.#children.keys()];
  }

  /** Reads from a part of the session, or of a child, which session it began. */
  learn(part: Part, prompt: MessageId | null): void {
    const id = part.type === 'tool' ? sessionOf(part) : undefined;
    if (id === undefined || this.#children.has(id)) return;
    const parts = new Parts((signal) => this.#emit(within(signal, part.id)));
    this.#children.set(id, { prompt, parent: part.id, parts, answers: new Set() });
    const oldest = this.#children.size > limit ? this.#children.keys().next().value : undefined;
    if (oldest !== undefined) this.#children.delete(oldest);
  }

  /** An event of the child session `id`. */
  apply(id: string, event: Event, factsOf: (parts: readonly Part[]) => ToolFacts): void {
    const child = this.#children.get(id);
    if (!child) return;
    if (event.type === 'message.updated' && event.properties.info.role === 'assistant') child.answers.add(event.properties.info.id);
    if (event.type === 'message.part.updated') this.#part(child, event.properties.part, factsOf);
    if (event.type === 'message.part.removed') child.parts.remove(event.properties.partID);
  }

  /** What a gap of the stream swallowed of the child session `id`. */
  catchUp(id: string, history: readonly HistoryMessage[], factsOf: (parts: readonly Part[]) => ToolFacts): void {
    const child = this.#children.get(id);
    for (const { info, parts } of history) {
      if (!child || info.role !== 'assistant' || info.summary === true) continue;
      child.answers.add(info.id);
      for (const part of parts) this.#part(child, part, factsOf);
    }
  }

  #part(child: Child, part: Part, factsOf: (parts: readonly Part[]) => ToolFacts): void {
    if (!child.answers.has(part.messageID)) return;
    this.learn(part, child.prompt);
    // A text has its place where it begins; its words come at its end.
    const begun = (part.type === 'text' || part.type === 'reasoning') && part.time?.end === undefined;
    child.parts.apply(begun ? { ...part, text: '' } : part, child.prompt, factsOf([part]));
  }
}

/** The session that a `task` call began; it says so once it runs. */
function sessionOf(part: PartOf<'tool'>): string | undefined {
  const { state } = part;
  const id = part.tool === 'task' && 'metadata' in state ? state.metadata?.sessionId : undefined;
  return typeof id === 'string' ? id : undefined;
}

function within(signal: Unsourced, parent: string): Unsourced {
  const placed = signal.kind === 'item-started' || signal.kind === 'item-updated' || signal.kind === 'item-closed';
  return placed ? { ...signal, parent } : signal;
}
