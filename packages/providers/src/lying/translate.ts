import type { ItemContent, MessageId, Standing, ToolContent, ToolResult } from '@plumbline/lifecycle';
import type { ProviderRequest, ProviderSignal, SignalSource, ToolSignal } from '../contract.ts';
import type { StepState, WireEvent, WirePart, WireRequest } from './wire.ts';

type SignalOf<Kind extends ProviderSignal['kind']> = Extract<ProviderSignal, { readonly kind: Kind }>;

const sampleLimit = 500;
/** So begins the name of a prompt that the child gave itself: none of ours. */
const ownPrefix = 'own_';
const oursOf = (prompt: MessageId): MessageId | null => (prompt.startsWith(ownPrefix) ? null : prompt);

/** What an event says, in the words of the contract: no lie is mended here. */
export function translate(event: WireEvent, source: SignalSource): readonly ProviderSignal[] {
  const signal = signalOf(event, source);
  return signal === null ? [] : [signal];
}

/** Null: about a prompt that is none of ours, and only prompts of ours can be so. */
function signalOf(event: WireEvent, source: SignalSource): ProviderSignal | null {
  switch (event.type) {
    case 'accepted':
      return oursOf(event.prompt) && { kind: 'prompt-accepted', prompt: event.prompt, ...source };
    case 'refused':
      return oursOf(event.prompt) && { kind: 'prompt-refused', prompt: event.prompt, failure: event.failure, ...source };
    case 'step':
      return { kind: 'step-started', prompt: oursOf(event.prompt), ...source };
    case 'step-ended':
      return { kind: 'step-ended', prompt: oursOf(event.prompt), finish: event.finish, ...source };
    case 'retry': {
      const { prompt, attempt, reason, nextAt } = event;
      return { kind: 'retrying', prompt: oursOf(prompt), attempt, reason, nextAt, ...source };
    }
    case 'part':
      return partStarted(event.part, source);
    case 'part-ended':
      return partClosed(event.part, source);
    case 'delta': {
      const { prompt, part, offset, text } = event;
      return { kind: 'item-text', prompt: oursOf(prompt), part, offset, text, ...source };
    }
    case 'asked':
      return requestOpened(event.request, source);
    case 'answered':
      return { kind: 'request-resolved', requestRef: event.ref, ...source };
    case 'ended':
      return endingOf(event.prompt, event.state, source);
    case 'error':
      return { kind: 'error-reported', prompt: oursOf(event.prompt), failure: event.failure, ends: false, ...source };
    case 'idle':
      return { kind: 'idle', prompt: oursOf(event.prompt), standing: standingOf(event.state), ...source };
    case 'title':
      return { kind: 'title', title: event.title, ...source };
    case 'task':
      return { kind: 'task-started', ref: event.task.ref, title: event.task.title, ...source };
    case 'task-ended':
      return { kind: 'task-ended', ref: event.ref, lost: event.lost, ...source };
    case 'child-at-work':
      return { kind: 'alive', ...source };
    default:
      // The compiler holds that each known kind is decided above; what comes here is a lie.
      return unknownEvent(event satisfies never);
  }
}

/** A line of the stream that cannot be read. */
export function unknownEvent(line: unknown): ProviderSignal {
  const { type } = (line ?? {}) as { readonly type?: unknown };
  return { kind: 'unknown-event', type: String(type), sample: JSON.stringify(line).slice(0, sampleLimit) };
}

/** How a turn ended, as the child says; null: it was none of ours, and only an abort may concern us. */
export function endingOf(
  prompt: MessageId,
  state: Exclude<StepState, { readonly is: 'open' }>,
  source: SignalSource,
): ProviderSignal | null {
  if (oursOf(prompt) === null) return state.is === 'aborted' ? { kind: 'turn-aborted', prompt: null, ...source } : null;
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

/** Without its text: that is told as text, so that the offsets are right. */
export function partStarted(part: WirePart, source: SignalSource): SignalOf<'item-started'> {
  return { kind: 'item-started', ...placeOf(part), content: begun(part), ...source };
}

export function partClosed(part: WirePart, source: SignalSource): SignalOf<'item-closed'> {
  const content = part.is === 'tool' ? toolOf(part) : { kind: part.is, text: part.text };
  return { kind: 'item-closed', ...placeOf(part), content, ...source };
}

function placeOf({ prompt, part, parent }: WirePart) {
  return { prompt: oursOf(prompt), part, ...(parent === undefined ? {} : { parent }) };
}

function begun(part: WirePart): ItemContent {
  if (part.is !== 'tool') return { kind: part.is, text: '' };
  return { ...toolOf(part), output: { preview: '', bytes: 0 } } satisfies ToolContent;
}

function toolOf({ part, text, tool }: WirePart): ToolSignal {
  const result: ToolResult = tool?.state ?? 'running';
  const { exitCode } = tool ?? {};
  return {
    kind: 'tool',
    callId: part,
    tool: tool?.name ?? 'look',
    title: tool?.title ?? '',
    input: {},
    result,
    output: text,
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}

export function requestOpened(request: WireRequest, source: SignalSource): SignalOf<'request-opened'> {
  return { kind: 'request-opened', prompt: oursOf(request.prompt), request: requestOf(request), ...source };
}

function requestOf({ ref, is, title, detail, questions, choices }: WireRequest): ProviderRequest {
  return { ref, kind: is, title, detail, choices, ...(questions ? { questions } : {}) };
}
