import type { Decision, Question } from '@plumbline/lifecycle';
import type { ProviderRequest } from '../../contract.ts';
import type { PermissionRequest, QuestionRequest } from '../native.ts';

const detailLimit = 8_192;
const permissionChoices: readonly Decision[] = ['allow', 'allow-always', 'deny', 'cancel'];
/** A question is answered with answers; it can only be put aside, which ends the turn in OpenCode. */
const questionChoices: readonly Decision[] = ['cancel'];

export function permissionRequest(native: PermissionRequest): ProviderRequest {
  const known = describePermission(native);
  return {
    ref: native.id,
    kind: 'permission',
    title: known.title,
    detail: known.detail.slice(0, detailLimit),
    patterns: native.always,
    choices: permissionChoices,
  };
}

export function questionRequest(native: QuestionRequest): ProviderRequest {
  return {
    ref: native.id,
    kind: 'question',
    title: native.questions[0]?.header || 'Question',
    detail: native.questions
      .map((each) => each.question)
      .join('\n')
      .slice(0, detailLimit),
    questions: native.questions.map(question),
    choices: questionChoices,
  };
}

function question(native: QuestionRequest['questions'][number], index: number): Question {
  return {
    id: String(index),
    text: native.question,
    options: native.options.map((option) => ({
      label: option.label,
      ...(option.description ? { description: option.description } : {}),
    })),
    multiple: native.multiple ?? false,
    free: native.custom ?? true,
  };
}

function describePermission(native: PermissionRequest): { title: string; detail: string } {
  const { metadata, patterns } = native;
  const listed = patterns.join('\n');
  const given = (name: string) => (typeof metadata[name] === 'string' ? metadata[name] : '');
  switch (native.permission) {
    case 'bash':
      return { title: 'Run a command', detail: given('command') || listed };
    case 'edit':
      return { title: 'Edit a file', detail: [given('filepath') || listed, given('diff')].filter(Boolean).join('\n\n') };
    case 'read':
      return { title: 'Read a file', detail: given('filepath') || listed };
    case 'webfetch':
      return { title: 'Fetch a web page', detail: given('url') || listed };
    case 'websearch':
      return { title: 'Search the web', detail: given('query') || listed };
    case 'external_directory':
      return { title: 'Work outside the project', detail: given('filepath') || given('parentDir') || listed };
    case 'task':
      return { title: 'Start a subagent', detail: given('description') || listed };
    case 'doom_loop':
      return { title: 'Go on although it repeats itself', detail: listed };
    default:
      return { title: `Use ${native.permission}`, detail: listed };
  }
}
