import { createHash } from 'node:crypto';
import { type CommandId, canonical, type ProjectId, type Refusal, type ThreadId } from '@plumbline/lifecycle';
import type { Receipt } from '@plumbline/store';
import { type DispatchResult, type RuntimeCommand, RuntimeFault } from '../contract.ts';
import type { Core } from '../core.ts';

/** What a command was answered with; kept under its id, so that the same command gets the same answer (rule 27). */
export type Answer<Result = Omit<DispatchResult, 'sequence'>> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly refusal: Refusal };

/** A command as it is compared: of a thread, or of a project. */
export type Payload = RuntimeCommand | ProjectCommand;

export type ProjectCommand =
  | { readonly type: 'project.add'; readonly path: string; readonly title?: string }
  | { readonly type: 'project.update'; readonly projectId: ProjectId; readonly path?: string; readonly title?: string }
  | { readonly type: 'project.remove'; readonly projectId: ProjectId };

export function payloadHash(command: Payload): string {
  return createHash('sha256').update(canonical(command)).digest('hex');
}

export function receiptOf(core: Core, commandId: CommandId, command: Payload, threadId: ThreadId | null, answer: Answer<object>): Receipt {
  return { commandId, threadId, payloadHash: payloadHash(command), at: core.clock.now(), answer };
}

/** The answer that this command had before; null: it is new. Throws COMMAND_CONFLICT for another payload under the same id. */
async function earlierAnswer<Result>(core: Core, commandId: CommandId, hash: string): Promise<Answer<Result> | null> {
  const receipt = await core.store.receipt(commandId);
  if (receipt === null) return null;
  if (receipt.payloadHash !== hash) throw conflict();
  return receipt.answer as Answer<Result>;
}

/** The same command twice is one command: at the same time by what runs, later by its receipt (rule 27). */
export class Once {
  readonly #core: Core;
  readonly #running = new Map<CommandId, { readonly hash: string; readonly result: Promise<unknown> }>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** `work` does it and keeps the receipt; `again` tells the answer of an earlier time. Throws COMMAND_CONFLICT. */
  async run<Result, Kept>(
    commandId: CommandId | undefined,
    command: Payload,
    work: () => Promise<Result>,
    again: (answer: Answer<Kept>) => Result,
  ): Promise<Result> {
    if (commandId === undefined) return work();
    const hash = payloadHash(command);
    const running = this.#running.get(commandId);
    if (running !== undefined) {
      if (running.hash !== hash) throw conflict();
      // The same payload is the same kind of command.
      return running.result as Promise<Result>;
    }
    const result = earlierAnswer<Kept>(this.#core, commandId, hash)
      .then((earlier) => (earlier === null ? work() : again(earlier)))
      .finally(() => this.#running.delete(commandId));
    this.#running.set(commandId, { hash, result });
    return result;
  }
}

function conflict(): RuntimeFault {
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
