import type { ItemContent, MessageId, Standing, ToolContent, ToolResult, Verdict } from '@plumbline/lifecycle';
import type { ProviderRequest, ProviderSignal, SignalSource, ToolSignal } from '../contract.ts';
import type { StepState, WireEvent, WirePart, WireRequest, WireSession } from './wire.ts';

type SignalOf<Kind extends ProviderSignal['kind']> = Extract<ProviderSignal, { readonly kind: Kind }>;

const sampleLimit = 500;

/** What an event says, in the words of the contract: no lie is mended here. */
export function signalOf(event: WireEvent, source: SignalSource): ProviderSignal {
  switch (event.type) {
    case 'accepted':
      return { kind: 'prompt-accepted', prompt: event.prompt, ...source };
    case 'refused':
      return { kind: 'prompt-refused', prompt: event.prompt, failure: event.failure, ...source };
    case 'step':
      return { kind: 'step-started', prompt: event.prompt, ...source };
    case 'step-ended':
      return { kind: 'step-ended', prompt: event.prompt, finish: event.finish, ...source };
    case 'retry': {
      const { prompt, attempt, reason, nextAt } = event;
      return { kind: 'retrying', prompt, attempt, reason, nextAt, ...source };
    }
    case 'part':
    case 'part-ended':
      return partSignal(event.part, source);
    case 'delta': {
      const { prompt, part, offset, text } = event;
      return { kind: 'item-text', prompt, part, offset, text, ...source };
    }
    case 'asked':
      return { kind: 'request-opened', prompt: event.request.prompt, request: requestOf(event.request), ...source };
    case 'answered':
      return { kind: 'request-resolved', requestRef: event.ref, ...source };
    case 'ended':
      return endingOf(event.prompt, event.state, source);
    case 'error':
      return { kind: 'error-reported', prompt: event.prompt, failure: event.failure, ends: false, ...source };
    case 'idle':
      return { kind: 'idle', prompt: event.prompt, standing: standingOf(event.state), ...source };
    case 'title':
      return { kind: 'title', title: event.title, ...source };
    case 'task':
      return { kind: 'task-started', ref: event.task.ref, title: event.task.title, ...source };
    case 'task-ended':
      return { kind: 'task-ended', ref: event.ref, lost: event.lost, ...source };
    case 'child-at-work':
      return { kind: 'alive', ...source };
    default:
      return unknownEvent(event);
  }
}

/** The compiler holds that each known kind is decided above; what comes here is a lie. */
function unknownEvent(event: never): ProviderSignal {
  const { type } = event as { readonly type?: unknown };
  return { kind: 'unknown-event', type: String(type), sample: JSON.stringify(event).slice(0, sampleLimit) };
}

function endingOf(prompt: MessageId, state: Exclude<StepState, { readonly is: 'open' }>, source: SignalSource): ProviderSignal {
  switch (state.is) {
    case 'ended':
      if (state.finish === 'final') return { kind: 'turn-completed', prompt, ...source };
      return { kind: 'turn-ended-unknown', prompt, reason: state.finish, ...source };
    case 'failed':
      return { kind: 'turn-failed', prompt, failure: state.failure, ...source };
    case 'aborted':
      return { kind: 'turn-aborted', prompt, ...source };
  }
}

export function standingOf(state: StepState): Standing {
  switch (state.is) {
    case 'open':
      return { kind: 'open' };
    case 'ended':
      return { kind: 'ended', finish: state.finish };
    case 'failed':
      return { kind: 'failed', failure: state.failure };
    case 'aborted':
      return { kind: 'aborted' };
  }
}

/** A piece of history as it stands: begun with what it has said, or closed. */
export function partSignal(part: WirePart, source: SignalSource): SignalOf<'item-started' | 'item-closed'> {
  const place = { prompt: part.prompt, part: part.part, ...source };
  if (part.closed) {
    const content = part.is === 'tool' ? toolOf(part) : { kind: part.is, text: part.text };
    return { kind: 'item-closed', ...place, content };
  }
  return { kind: 'item-started', ...place, content: begun(part) };
}

function begun(part: WirePart): ItemContent {
  if (part.is !== 'tool') return { kind: part.is, text: part.text };
  return { ...toolOf(part), output: { preview: '', bytes: 0 } } satisfies ToolContent;
}

function toolOf({ part, text, tool }: WirePart): ToolSignal {
  const result: ToolResult = tool?.state ?? 'running';
  return { kind: 'tool', callId: part, tool: tool?.name ?? 'look', title: tool?.title ?? '', input: {}, result, output: text };
}

export function requestOf({ ref, is, title, detail, questions, choices }: WireRequest): ProviderRequest {
  return { ref, kind: is, title, detail, choices, ...(questions ? { questions } : {}) };
}

/** What the session says of itself, asked about the turn of these prompts. */
export function verdictOf(session: WireSession, prompts: readonly MessageId[]): Verdict {
  const { busy } = session;
  const steps = prompts.length === 0 ? session.steps : session.steps.filter(({ prompt }) => prompts.includes(prompt));
  const newest = steps.at(-1);
  const standing: Standing = newest === undefined ? { kind: 'none' } : standingOf(newest.state);
  if (prompts.length === 0) return { kind: 'alive', busy, prompt: 'unknown', standing };
  const hasAll = prompts.every((prompt) => session.prompts.includes(prompt));
  return { kind: 'alive', busy, prompt: hasAll ? 'present' : 'absent', standing };
}
