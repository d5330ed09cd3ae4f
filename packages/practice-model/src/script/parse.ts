import { type Action, isFailure, type Script, type Streamed } from './action.ts';
import { Fields, isObject, ScriptError } from './shape.ts';

const maxSteps = 500;
const maxActions = 500;
const maxStreamedLength = 4_000_000;

/**
 * Reads the JSON of a script.
 * @throws ScriptError if it is not JSON, has a wrong or unknown field, or an action that can never run.
 */
export function parseScript(json: string): Script {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new ScriptError('script', `is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const fields = new Fields(value, 'script');
  const key = fields.name('key');
  const steps = fields.list('steps', maxSteps).map((step, index) => parseActions(step, `steps[${index}]`));
  if (steps.length === 0) throw new ScriptError('script.steps', 'must have at least one step');
  const loop = fields.flag('loop');
  const title = fields.has('title') ? parseActions(fields.raw('title'), 'title') : undefined;
  const compaction = fields.has('compaction') ? parseActions(fields.raw('compaction'), 'compaction') : undefined;
  fields.end();
  return { key, steps, ...(loop && { loop }), ...(title && { title }), ...(compaction && { compaction }) };
}

function parseActions(value: unknown, at: string): readonly Action[] {
  if (!Array.isArray(value)) throw new ScriptError(at, 'must be a list of actions');
  if (value.length > maxActions) throw new ScriptError(at, `must have at most ${maxActions} actions`);
  const actions = value.map((action, index) => parseAction(action, `${at}[${index}]`));
  checkOrder(actions, at);
  return actions;
}

/** An action that no attempt can reach is a mistake of the author. */
function checkOrder(actions: readonly Action[], at: string): void {
  let output = false;
  actions.forEach((action, index) => {
    const last = index === actions.length - 1;
    if (action.kind === 'status' && output) throw new ScriptError(`${at}[${index}]`, 'must come before any text, reasoning or tool');
    if (isFailure(action) && action.times === undefined && !last)
      throw new ScriptError(`${at}[${index + 1}]`, `can never run: it follows "${action.kind}" without times`);
    if (action.kind === 'text' || action.kind === 'reasoning' || action.kind === 'tool') output = true;
  });
}

const kinds = ['text', 'reasoning', 'tool', 'gate', 'usage', 'finish', 'status', 'drop', 'junk', 'truncate', 'error', 'hang'] as const;

function parseAction(value: unknown, at: string): Action {
  if (!isObject(value)) throw new ScriptError(at, 'must be an object');
  const named = kinds.filter((kind) => value[kind] !== undefined);
  const [kind] = named;
  if (kind === undefined || named.length > 1) throw new ScriptError(at, `must have exactly one of ${kinds.join(', ')}`);
  const fields = new Fields(value, at);
  const action = readAction(kind, fields);
  fields.end();
  return action;
}

function readAction(kind: (typeof kinds)[number], fields: Fields): Action {
  switch (kind) {
    case 'text':
    case 'reasoning':
      return { kind, text: fields.text(kind), ...readStreamed(fields, fields.text(kind).length) };
    case 'tool': {
      const chunk = fields.optionalInteger('chunk', 1, maxStreamedLength);
      return { kind, tool: fields.text('tool'), args: fields.object('args'), ...(chunk !== undefined && { chunk }) };
    }
    case 'gate':
      return { kind, gate: fields.name('gate') };
    case 'usage':
      return { kind, ...readUsage(new Fields(fields.raw('usage'), `${fields.at}.usage`)) };
    case 'finish':
      return { kind, reason: fields.text('finish') };
    case 'status':
      return { kind, ...readStatus(fields), ...readTimes(fields) };
    case 'junk': {
      const raw = fields.raw('junk');
      if (raw !== true && typeof raw !== 'string') throw new ScriptError(`${fields.at}.junk`, 'must be true or a string');
      return { kind, ...(typeof raw === 'string' && { raw }), ...readTimes(fields) };
    }
    case 'error': {
      const type = fields.optionalText('type');
      const code = fields.optionalText('code');
      return {
        kind,
        message: fields.text('error'),
        ...(type !== undefined && { type }),
        ...(code !== undefined && { code }),
        ...readTimes(fields),
      };
    }
    case 'drop':
    case 'truncate':
    case 'hang':
      fields.flag(kind);
      return { kind, ...readTimes(fields) };
    default:
      return kind satisfies never;
  }
}

function readStreamed(fields: Fields, length: number): Streamed {
  const chunk = fields.optionalInteger('chunk', 1, maxStreamedLength);
  const repeat = fields.optionalInteger('repeat', 1, maxStreamedLength);
  if (length * (repeat ?? 1) > maxStreamedLength) throw new ScriptError(fields.at, `must stream at most ${maxStreamedLength} characters`);
  return { ...(chunk !== undefined && { chunk }), ...(repeat !== undefined && { repeat }) };
}

function readTimes(fields: Fields): { times?: number } {
  const times = fields.optionalInteger('times', 1, 1_000);
  return times === undefined ? {} : { times };
}

function readUsage(fields: Fields): { input?: number; output?: number; reasoning?: number; cached?: number } {
  const usage: { input?: number; output?: number; reasoning?: number; cached?: number } = {};
  for (const name of ['input', 'output', 'reasoning', 'cached'] as const) {
    const tokens = fields.optionalInteger(name, 0, 1_000_000_000);
    if (tokens !== undefined) usage[name] = tokens;
  }
  fields.end();
  return usage;
}

function readStatus(fields: Fields): {
  code: number;
  headers?: { [name: string]: string };
  body?: string | { readonly [name: string]: unknown };
} {
  const code = fields.integer('status', 200, 599);
  const headers: { [name: string]: string } = {};
  if (fields.has('headers'))
    for (const [name, value] of Object.entries(fields.object('headers'))) {
      if (!/^[\w-]+$/.test(name) || typeof value !== 'string' || /[^\t\x20-\x7e]/.test(value))
        throw new ScriptError(`${fields.at}.headers.${name}`, 'must be a header of plain text');
      headers[name] = value;
    }
  const body = fields.raw('body');
  if (body !== undefined && typeof body !== 'string' && !isObject(body))
    throw new ScriptError(`${fields.at}.body`, 'must be a string or an object');
  return { code, ...(fields.has('headers') && { headers }), ...(body !== undefined && { body }) };
}
