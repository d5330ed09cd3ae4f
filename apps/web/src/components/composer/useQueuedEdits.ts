import type { MessageId, QueuedMessage, ThreadId } from '@plumbline/lifecycle';
import { useState } from 'react';
import { type Problem, toProblem } from '../../state/problem.ts';
import { port } from '../../state/workbench.ts';

/** A queued message that is being changed. */
export interface QueuedEdit {
  readonly messageId: MessageId;
  /** Before. */
  readonly was: string;
  readonly text: string;
  readonly saving: boolean;
  /** Why it was not changed. */
  readonly problem?: Problem;
}

export interface QueuedEdits {
  /** One that is being saved is not among them: the queue shows its text (rule 31). It is again if that fails (rule 32). */
  readonly open: readonly QueuedEdit[];
  begin(message: Pick<QueuedMessage, 'messageId' | 'text'>): void;
  write(edit: QueuedEdit, text: string): void;
  save(edit: QueuedEdit): Promise<void>;
  drop(messageId: MessageId): void;
}

/** What is being changed in the queue. It outlives its message: what was typed stays although that went meanwhile. */
export function useQueuedEdits(threadId: ThreadId): QueuedEdits {
  const [edits, setEdits] = useState<readonly QueuedEdit[]>([]);
  const drop = (messageId: MessageId) => setEdits((all) => all.filter((each) => each.messageId !== messageId));
  const put = (edit: QueuedEdit) =>
    setEdits((all) => {
      const at = all.findIndex((each) => each.messageId === edit.messageId);
      return at < 0 ? [...all, edit] : all.with(at, edit);
    });
  const save = async ({ problem: _, ...edit }: QueuedEdit) => {
    if (edit.text === edit.was) return drop(edit.messageId);
    put({ ...edit, saving: true });
    try {
      await port().editQueued(threadId, edit.messageId, edit.text);
      drop(edit.messageId);
    } catch (error) {
      put({ ...edit, saving: false, problem: toProblem(error) });
    }
  };
  return {
    open: edits.filter((edit) => !edit.saving),
    begin: ({ messageId, text }) => put({ messageId, was: text, text, saving: false }),
    write: (edit, text) => put({ ...edit, text }),
    save,
    drop,
  };
}
