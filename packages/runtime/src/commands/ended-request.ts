import type { Refusal } from '@plumbline/lifecycle';
import type { RuntimeCommand } from '../contract.ts';
import type { Core } from '../core.ts';
import type { Lane } from '../lanes/lane.ts';

/** The rules hold the open requests only: of one that has ended the rows tell, so that the second to answer is told (rule 28). */
export async function endedRequest(core: Core, lane: Lane, command: RuntimeCommand, refusal: Refusal): Promise<Refusal> {
  if (refusal.code !== 'REQUEST_NOT_FOUND' || command.type !== 'thread.request.respond') return refusal;
  const { requestId } = command;
  const request = await core.store.findRequest(requestId);
  if (request?.threadId !== lane.threadId) return refusal;
  const message = request.state === 'resolved' ? 'It was answered already.' : 'Its turn has ended.';
  return { code: 'REQUEST_CLOSED', message, blocker: { kind: 'request', id: requestId } };
}
