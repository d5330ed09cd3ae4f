import type { Attachment, Command, MessageId, ThreadSettings, TurnId } from '@plumbline/lifecycle';
import type { RuntimeCommand } from '../contract.ts';
import { type Core, providerOf } from '../core.ts';
import { itemIdOf } from '../ids/index.ts';
import type { Lane } from '../lanes/lane.ts';

/** A command of a thread that exists, with the ids of what it may make. */
export interface Prepared {
  readonly command: Command;
  readonly messageId?: MessageId;
  readonly turnId?: TurnId;
}

type OfThread = Exclude<RuntimeCommand, { readonly type: 'thread.create' | 'thread.fork' | 'thread.rewind' | 'thread.session.reconcile' }>;

/** The rules make no ids: they are made here, once for a command, also if it is decided twice. `attachments`: of a message. */
export function prepare(core: Core, lane: Lane, input: OfThread, attachments: readonly Attachment[] = []): Prepared {
  switch (input.type) {
    case 'thread.rename':
      return { command: { type: input.type, title: input.title } };
    case 'thread.configure': {
      const noticeId = itemIdOf(input.threadId, 'notice', core.ids.commandId());
      return { command: { type: input.type, settings: input.settings, noticeId } };
    }
    case 'thread.archive':
    case 'thread.unarchive':
    case 'thread.remove':
    case 'thread.queue.resume':
    case 'thread.rewind.undo':
      return { command: { type: input.type } };
    case 'thread.turn.start': {
      const messageId = core.ids.messageId();
      const turnId = core.ids.turnId();
      const itemId = itemIdOf(input.threadId, 'prompt', turnId);
      const canSteer = providerOf(core, lane)?.capabilities.steer === true;
      const { text, delivery = 'queue' } = input;
      const command = { type: input.type, messageId, turnId, itemId, text, attachments, delivery, canSteer } as const;
      return { command, messageId, turnId };
    }
    case 'thread.turn.interrupt':
      return {
        command: { type: input.type, by: 'user', ...(input.seenVersion === undefined ? {} : { seenVersion: input.seenVersion }) },
      };
    case 'thread.session.start':
      return { command: { type: input.type, ...(input.fresh === undefined ? {} : { fresh: input.fresh }) } };
    case 'thread.session.stop':
      return { command: { type: input.type, force: input.force ?? false } };
    case 'thread.request.respond':
      return { command: { type: input.type, requestId: input.requestId, answer: input.answer } };
    case 'thread.queue.edit':
      return { command: { type: input.type, messageId: input.messageId, text: input.text } };
    case 'thread.queue.move':
      return { command: { type: input.type, messageId: input.messageId, before: input.before } };
    case 'thread.task.stop':
      return { command: { type: input.type, taskId: input.taskId, force: input.force ?? false } };
    case 'thread.queue.remove':
      return { command: { type: input.type, messageId: input.messageId } };
  }
}

export const defaultProvider = 'opencode';

/** A thread names its model always, so that nothing hosted is used unasked. Default: the first model that stays on this machine. */
export function settingsOf(
  partial: Partial<ThreadSettings>,
  models: readonly { readonly id: string; readonly hosted: boolean }[],
): ThreadSettings | null {
  const model = partial.model ?? models.find((each) => !each.hosted)?.id;
  if (model === undefined || !models.some((each) => each.id === model)) return null;
  return { ...partial, provider: partial.provider ?? defaultProvider, model };
}
