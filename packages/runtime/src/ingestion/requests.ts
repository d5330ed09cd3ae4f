import type { Owner } from '@plumbline/lifecycle';
import { requestIdOf } from '../ids/index.ts';
import { requestState, turnOfPrompt } from './owner.ts';
import { noOwner, type Of, type Told } from './told.ts';

/** UTF-16 units of a request's detail. */
const detailLimit = 8_000;

export async function requestOpened(told: Told, signal: Of<'request-opened'>): Promise<void> {
  const { core, lane } = told;
  const { ref, ...facts } = signal.request;
  const requestId = requestIdOf(lane.threadId, signal.session, ref);
  const request = await requestState(core, lane, requestId);
  const found = await turnOfPrompt(core, lane, signal.prompt);
  const whose = found ?? (request === undefined ? await told.adopt(signal.prompt) : null);
  const turnId = whose?.turnId ?? lane.state?.lastTurn?.turnId;
  if (turnId === undefined) return told.ignored('foreign-turn', signal.kind);
  const owner: Owner = { ...(whose?.owner ?? noOwner), ...(request === undefined ? {} : { request }) };
  const bounded = { ...facts, requestId, detail: facts.detail.slice(0, detailLimit) };
  await told.applyWork({ kind: 'request-opened', turnId, request: bounded }, owner, signal.prompt, { requestRef: ref });
}

export async function requestResolved(told: Told, signal: Of<'request-resolved'>): Promise<void> {
  const { core, lane } = told;
  const requestId = requestIdOf(lane.threadId, signal.session, signal.requestRef);
  const request = await requestState(core, lane, requestId);
  await told.apply({ kind: 'request-resolved', requestId }, { turn: 'live', ...(request === undefined ? {} : { request }) });
}
