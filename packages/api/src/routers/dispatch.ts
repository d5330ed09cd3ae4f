import type { CommandId } from '@plumbline/lifecycle';
import type { DispatchResult, RuntimeCommand } from '@plumbline/runtime';
import type { Context } from '../context.ts';
import { present } from '../present.ts';

/** The one road for every change of a thread. Throws RuntimeFault; a repeated command id gets the first answer again (rule 27). */
export function dispatch(ctx: Context, commandId: CommandId | undefined, command: RuntimeCommand): Promise<DispatchResult> {
  return ctx.runtime.dispatch(present({ commandId, command }));
}
