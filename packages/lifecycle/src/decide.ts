import type { Command, Decide, Decided } from './commands.ts';
import { answerRequest } from './decide/answer.ts';
import { configure } from './decide/configure.ts';
import { drainQueue, editMessage, handOver, moveMessage, removeMessage, resumeQueue } from './decide/queue.ts';
import { notFound, refused } from './decide/refuse.ts';
import { rewind, undoRewind } from './decide/rewind.ts';
import { sendMessage } from './decide/send.ts';
import { interrupt, startSession, stopSession } from './decide/stop.ts';
import { stopTask } from './decide/task.ts';
import { archive, create, fork, removeThread, rename, unarchive } from './decide/thread.ts';
import type { Millis } from './ids.ts';
import type { ThreadState } from './state.ts';

/** Applies a command to the state: events, or a typed refusal that names its blocker and what removes it (I10). */
export const decide: Decide = (state, command, now) => {
  if (command.type === 'thread.create' || command.type === 'thread.fork') {
    if (state !== null) return refused('COMMAND_CONFLICT', 'There is a thread of this id already.');
    return command.type === 'thread.create' ? create(command) : fork(command);
  }
  if (state === null || state.removed) return notFound();
  return decideOn(state, command, now);
};

function decideOn(state: ThreadState, command: Exclude<Command, { type: 'thread.create' | 'thread.fork' }>, now: Millis): Decided {
  switch (command.type) {
    case 'thread.rename':
      return rename(state, command.title);
    case 'thread.configure':
      return configure(state, command, now);
    case 'thread.archive':
      return archive(state, now);
    case 'thread.unarchive':
      return unarchive(state);
    case 'thread.remove':
      return removeThread(state);
    case 'thread.rewind':
      return rewind(state, command.turn);
    case 'thread.rewind.undo':
      return undoRewind(state);
    case 'thread.turn.start':
      return sendMessage(state, command, now);
    case 'thread.turn.interrupt':
      return interrupt(state, command, now);
    case 'thread.session.start':
      return startSession(state, command.fresh);
    case 'thread.session.stop':
      return stopSession(state, now);
    case 'thread.request.respond':
      return answerRequest(state, command, now);
    case 'thread.queue.remove':
      return removeMessage(state, command.messageId);
    case 'thread.queue.edit':
      return editMessage(state, command);
    case 'thread.queue.move':
      return moveMessage(state, command);
    case 'thread.task.stop':
      return stopTask(state, command);
    case 'thread.queue.resume':
      return resumeQueue(state);
    case 'thread.queue.drain':
      return drainQueue(state, command, now);
    case 'thread.message.hand-over':
      return handOver(state);
  }
}
