import type { Item, Request, TurnRow } from '@plumbline/lifecycle';
import type { WholeThread } from '@plumbline/runtime';
import { present } from '../present.ts';
import { type ExportedItem, type ExportedRequest, type ExportedTurn, exportVersion, type ThreadExport } from './schema.ts';

/** The file in pieces, one entry a line, so that no more than a page of the thread is in memory. */
export async function* jsonOf({ thread, project, queue, pieces }: WholeThread, now: number): AsyncGenerator<string> {
  yield `${JSON.stringify(headOf(thread, project, now)).slice(0, -1)},"turns":[`;
  let place: 'none' | 'items' | 'requests' = 'none';
  let first = true;
  const listed = (entries: readonly unknown[]) => {
    if (entries.length === 0) return '';
    const lines = entries.map((entry) => `\n${JSON.stringify(entry)}`).join(',');
    const text = first ? lines : `,${lines}`;
    first = false;
    return text;
  };
  const closing = () => ({ none: '', items: '],"requests":[]}', requests: ']}' })[place];
  for await (const piece of pieces) {
    switch (piece.kind) {
      case 'turn': {
        const before = place === 'none' ? '' : `${closing()},`;
        yield `${before}\n${JSON.stringify(turnOf(piece.turn)).slice(0, -1)},"items":[`;
        place = 'items';
        first = true;
        break;
      }
      case 'items':
        yield listed(piece.items.map(itemOf));
        break;
      case 'requests':
        if (place === 'items') {
          yield '],"requests":[';
          first = true;
        }
        place = 'requests';
        yield listed(piece.requests.map(requestOf));
        break;
    }
  }
  const waiting = queue.messages.map(({ messageId, text, state, acceptedAt }) => ({ messageId, text, state, acceptedAt }));
  yield `${closing()}\n],"waiting":${JSON.stringify(waiting)}}\n`;
}

function headOf(thread: WholeThread['thread'], project: WholeThread['project'], now: number): Omit<ThreadExport, 'turns' | 'waiting'> {
  const { threadId, title, settings, createdAt, lastActivityAt, archivedAt, version, rewind } = thread;
  return {
    format: 'plumbline.thread',
    version: exportVersion,
    exportedAt: now,
    thread: {
      threadId,
      title,
      project: project ? { projectId: project.projectId, title: project.title } : null,
      settings,
      createdAt,
      lastActivityAt,
      ...(archivedAt === undefined ? {} : { archivedAt }),
      ...(rewind && rewind.asked !== 'rewind' ? { rewoundTurns: rewind.turns } : {}),
      version,
    },
  };
}

function turnOf(turn: TurnRow): Omit<ExportedTurn, 'items' | 'requests'> {
  const { turnId, number, state, origin, requestedAt, startedAt, completedAt, cause, inferred, failure, usage, changes, rewound } = turn;
  return present({
    turnId,
    number,
    state,
    origin,
    requestedAt,
    startedAt,
    completedAt,
    cause,
    inferred,
    failure,
    usage,
    changes: changes && { files: changes.files, added: changes.added, removed: changes.removed },
    rewound,
  });
}

function itemOf(item: Item): ExportedItem {
  const { itemId, parentId, status, createdAt, completedAt } = item;
  const common = present({ itemId, parentId, status, createdAt, completedAt });
  if (item.kind === 'user') {
    const attachments = item.attachments?.map(({ name, mime, bytes }) => ({ name, mime, bytes }));
    return { kind: item.kind, text: item.text, ...present({ attachments }), ...common };
  }
  if (item.kind !== 'tool') return { kind: item.kind, text: item.text, ...common };
  const { tool, title, input, result, output, exitCode, note, patch } = item;
  const { preview, bytes, blobId } = output;
  const shown = { preview, bytes, whole: blobId === undefined };
  return { kind: 'tool', tool, title, input, result, output: shown, ...present({ exitCode, note, patch }), ...common };
}

function requestOf(request: Request): ExportedRequest {
  const { requestId, kind, state, title, detail, questions, answer, openedAt, endedAt } = request;
  const asked = questions?.map(({ id, text }) => ({ id, text }));
  const given = answer && (answer.kind === 'answers' ? { kind: answer.kind, answers: answer.answers.map((each) => [...each]) } : answer);
  return present({ requestId, kind, state, title, detail, questions: asked, answer: given, openedAt, endedAt });
}
