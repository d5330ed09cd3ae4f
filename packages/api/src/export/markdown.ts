import type { Attachment, Item, Request, TurnRow } from '@plumbline/lifecycle';
import type { WholeThread } from '@plumbline/runtime';
import { codeBlock, inline, quoted, wellEnded } from './marks.ts';

/** The file in pieces, for people to read. Times are UTC. */
export async function* markdownOf({ thread, project, queue, pieces }: WholeThread, now: number): AsyncGenerator<string> {
  const { settings } = thread;
  yield `# ${inline(thread.title)}\n\n${project ? `- Project: ${inline(project.title)}\n` : ''}- Agent: ${inline(settings.provider)}, model ${inline(settings.model)}\n`;
  yield `- Begun ${moment(thread.createdAt)}, exported ${moment(now)}\n`;
  let open: TurnRow | undefined;
  for await (const piece of pieces) {
    switch (piece.kind) {
      case 'turn':
        yield `${open ? footOf(open) : ''}\n## Turn ${piece.turn.number}\n${rewoundBy(piece.turn)}`;
        open = piece.turn;
        break;
      case 'items':
        yield piece.items.map((item) => `\n${itemOf(item)}\n`).join('');
        break;
      case 'requests':
        yield piece.requests.map((request) => `\n${requestOf(request)}\n`).join('');
        break;
    }
  }
  if (open) yield footOf(open);
  if (thread.rewind && thread.rewind.asked !== 'rewind')
    yield `\n*Rewound: the last ${thread.rewind.turns === 1 ? 'turn' : `${thread.rewind.turns} turns`}.*\n`;
  if (queue.messages.length > 0) yield `\n## Not sent\n${queue.messages.map(({ text }) => `\n${quoted(text)}\n`).join('')}`;
}

function rewoundBy({ rewound }: TurnRow): string {
  if (!rewound) return '';
  const { from, to } = rewound;
  return `\n*${from === to ? `Turn ${from} was` : `Turns ${from} to ${to} were`} rewound before this one.*\n`;
}

function itemOf(item: Item): string {
  const unfinished = item.status === 'done' || item.kind === 'tool' ? '' : '\n\n*It ends here, unfinished.*';
  switch (item.kind) {
    case 'user':
      return `**You** · ${moment(item.createdAt)}\n\n${quoted(item.text)}${(item.attachments ?? []).map(attached).join('')}`;
    case 'assistant':
      return `${wellEnded(item.text)}${unfinished}`;
    case 'reasoning':
      return `*Thought*\n\n${quoted(item.text)}${unfinished}`;
    case 'plan':
      return `*Plan*\n\n${wellEnded(item.text)}`;
    case 'notice':
      return `*${inline(item.text)}*`;
    case 'tool':
      return toolOf(item);
  }
}

function attached({ name, bytes }: Attachment): string {
  return `\n\n*Attached: ${inline(name)}, ${bytes.toLocaleString('en')} bytes.*`;
}

function toolOf(item: Extract<Item, { kind: 'tool' }>): string {
  const { tool, title, result, exitCode, note, patch, output } = item;
  const facts = [result, exitCode === undefined ? '' : `exit code ${exitCode}`, note === undefined ? '' : inline(note)].filter(Boolean);
  const cut = output.blobId === undefined ? '' : `\n\n*A part of ${output.bytes.toLocaleString('en')} bytes.*`;
  const shown = patch === undefined ? output.preview : patch;
  const block = shown.trim() === '' ? '' : `\n\n${codeBlock(shown, patch === undefined ? '' : 'diff')}`;
  return `**${inline(tool)}** ${inline(title)} · ${facts.join(', ')}${block}${patch === undefined ? cut : ''}`;
}

function requestOf({ kind, title, detail, questions, state, answer }: Request): string {
  const asked = (questions ?? []).map(({ text }) => `\n${quoted(text)}`).join('');
  const about = kind === 'question' || detail.trim() === '' ? asked : `\n\n${codeBlock(detail)}`;
  const given = answer?.kind === 'answers' ? answer.answers.map((each) => each.join(', ')).join('; ') : answer?.decision;
  return `**Asked** ${inline(title)}${about}\n\n*${given === undefined ? state : `${state}: ${inline(given)}`}*`;
}

function footOf({ state, cause, inferred, failure, startedAt, requestedAt, completedAt, usage, changes }: TurnRow): string {
  const facts = [
    cause === undefined ? state : `${state} (${cause}${inferred ? ', found out by asking' : ''})`,
    completedAt === undefined ? '' : `${((completedAt - (startedAt ?? requestedAt)) / 1_000).toFixed(1)} s`,
    completedAt === undefined ? '' : moment(completedAt),
    changes ? `${changes.files} files, +${changes.added} −${changes.removed}` : '',
    usage ? `${usage.input + usage.cacheRead + usage.cacheWrite} tokens in, ${usage.output + usage.reasoning} out` : '',
    usage && usage.cost > 0 ? `$${usage.cost.toFixed(4)}` : '',
  ].filter(Boolean);
  return `\n${failure ? `${quoted(`${failure.code}: ${failure.message}`)}\n\n` : ''}*${facts.join(' · ')}*\n`;
}

function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
