import { createHash } from 'node:crypto';
import { type CommandId, canonical, type Refusal, type ThreadId } from '@plumbline/lifecycle';
import type { Receipt } from '@plumbline/store';
import { type DispatchResult, type RuntimeCommand, RuntimeFault } from '../contract.ts';
import type { Core } from '../core.ts';

/** What a command was answered with; kept under its id, so that the same command gets the same answer (rule 27). */
export type Answer =
  | { readonly ok: true; readonly result: Omit<DispatchResult, 'sequence'> }
  | { readonly ok: false; readonly refusal: Refusal };

export function payloadHash(command: RuntimeCommand): string {
  return createHash('sha256').update(canonical(command)).digest('hex');
}

export function receiptOf(core: Core, commandId: CommandId, command: RuntimeCommand, threadId: ThreadId | null, answer: Answer): Receipt {
  return { commandId, threadId, payloadHash: payloadHash(command), at: core.clock.now(), answer };
}

/** The answer that this command had before; null: it is new. Throws COMMAND_CONFLICT for another payload under the same id. */
export async function earlierAnswer(core: Core, commandId: CommandId, command: RuntimeCommand): Promise<Answer | null> {
  const receipt = await core.store.receipt(commandId);
  if (receipt === null) return null;
  if (receipt.payloadHash !== payloadHash(command)) throw conflict();
  return receipt.answer as Answer;
}

export function conflict(): RuntimeFault {
  return new RuntimeFault('COMMAND_CONFLICT', 'This command id was used for another command.');
}

/** The sequence is where to follow the log from; of an earlier answer, the head holds it. */
export function resultOf(core: Core, answer: Answer, sequence?: number): DispatchResult {
  if (!answer.ok) throw refused(answer.refusal);
  return { sequence: sequence ?? core.store.head(), ...answer.result };
}

export function refused(refusal: Refusal): RuntimeFault {
  return new RuntimeFault(refusal.code, refusal.message, refusal);
}
