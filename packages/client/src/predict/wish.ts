import type {
  Attachment,
  Command,
  CommandId,
  Delivery,
  ItemId,
  MessageId,
  RequestAnswer,
  RequestId,
  TaskId,
  ThreadId,
  ThreadSettings,
  TurnId,
} from '@plumbline/lifecycle';
import type { Client } from '../create-client.ts';

/** What a user wants of a thread and sees at once (rule 31): a command without the ids that the server makes. */
export type Wish =
  /** `canSteer`: the provider takes prompts while it works; it only makes the prediction better. */
  | {
      readonly type: 'thread.turn.start';
      readonly text: string;
      /** Uploaded before. */
      readonly attachments?: readonly Attachment[];
      readonly delivery?: Delivery;
      readonly canSteer?: boolean;
    }
  /** `seenVersion`: `state.version` of what the user saw (rule 8). */
  | { readonly type: 'thread.turn.interrupt'; readonly seenVersion?: number }
  | { readonly type: 'thread.request.respond'; readonly requestId: RequestId; readonly answer: RequestAnswer }
  | { readonly type: 'thread.queue.edit'; readonly messageId: MessageId; readonly text: string }
  | { readonly type: 'thread.queue.move'; readonly messageId: MessageId; readonly before: MessageId | null }
  | { readonly type: 'thread.queue.remove'; readonly messageId: MessageId }
  | { readonly type: 'thread.queue.resume' }
  | { readonly type: 'thread.task.stop'; readonly taskId: TaskId; readonly force: boolean }
  | { readonly type: 'thread.configure'; readonly settings: Partial<Omit<ThreadSettings, 'provider'>> };

/** What the server answers: the version that has the command's effect, and for a send its message and fate. */
export type Answer = Awaited<ReturnType<Client['thread']['turn']['start']['mutate']>>;

const mark = 'predicted:';

/** Whether the server has not told this id yet: nothing can be asked of it. */
export function isPredicted(id: string): boolean {
  return id.startsWith(mark);
}

/** The wish as `decide` takes it. Its ids are the client's own, derived from the command's, and end with the prediction. */
export function commandOf(wish: Wish, commandId: CommandId): Command {
  const own = (what: string) => `${mark}${what}:${commandId}`;
  switch (wish.type) {
    case 'thread.turn.start': {
      const ids = { messageId: own('message') as MessageId, turnId: own('turn') as TurnId, itemId: own('item') as ItemId };
      return { ...wish, ...ids, attachments: wish.attachments ?? [] };
    }
    case 'thread.turn.interrupt':
      return { ...wish, by: 'user' };
    case 'thread.configure':
      return { ...wish, noticeId: own('item') as ItemId };
    case 'thread.request.respond':
    case 'thread.queue.edit':
    case 'thread.queue.move':
    case 'thread.queue.remove':
    case 'thread.queue.resume':
    case 'thread.task.stop':
      return wish;
  }
}

/** Asks the server. Throws TRPCClientError. */
export function ask(client: Client, threadId: ThreadId, commandId: CommandId, wish: Wish): Promise<Answer> {
  const on = { threadId, commandId };
  const { turn, request, queue, task, configure } = client.thread;
  switch (wish.type) {
    case 'thread.turn.start':
      return turn.start.mutate({
        ...on,
        text: wish.text,
        ...(wish.attachments && { attachments: wish.attachments.map(({ blobId, name }) => ({ blobId, name })) }),
        ...(wish.delivery && { delivery: wish.delivery }),
      });
    case 'thread.turn.interrupt':
      return turn.interrupt.mutate({ ...on, ...(wish.seenVersion !== undefined && { seenVersion: wish.seenVersion }) });
    case 'thread.request.respond':
      return request.respond.mutate({ ...on, requestId: wish.requestId, ...answerOf(wish.answer) });
    case 'thread.queue.edit':
      return queue.edit.mutate({ ...on, messageId: wish.messageId, text: wish.text });
    case 'thread.queue.move':
      return queue.move.mutate({ ...on, messageId: wish.messageId, before: wish.before });
    case 'thread.queue.remove':
      return queue.remove.mutate({ ...on, messageId: wish.messageId });
    case 'thread.queue.resume':
      return queue.resume.mutate(on);
    case 'thread.task.stop':
      return task.stop.mutate({ ...on, taskId: wish.taskId, force: wish.force });
    case 'thread.configure':
      return configure.mutate({ ...on, ...wish.settings });
  }
}

function answerOf(answer: RequestAnswer) {
  if (answer.kind === 'answers') return { answers: answer.answers.map((each) => [...each]) };
  return { decision: answer.decision, ...(answer.message !== undefined && { message: answer.message }) };
}
