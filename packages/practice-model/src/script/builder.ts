import type { Action, JsonObject, Script } from './action.ts';

/** Text of the answer. `chunk`: UTF-16 units per delta (default all at once); `repeat`: how often the text is said. */
export function text(words: string, options: { chunk?: number; repeat?: number } = {}): Action {
  return { kind: 'text', text: words, ...options };
}

/** Text of the reasoning; options as for `text`. */
export function reasoning(words: string, options: { chunk?: number; repeat?: number } = {}): Action {
  return { kind: 'reasoning', text: words, ...options };
}

/** A tool call. Several in one step are parallel calls. */
export function tool(name: string, args: JsonObject, options: { chunk?: number } = {}): Action {
  return { kind: 'tool', tool: name, args, ...options };
}

/** Wait here until `PracticeControl.release(name)`. Name gates anew in each test: a released gate stays open. */
export function gate(name: string): Action {
  return { kind: 'gate', gate: name };
}

/** Tokens to report in place of the estimate. */
export function usage(tokens: { input?: number; output?: number; reasoning?: number; cached?: number }): Action {
  return { kind: 'usage', ...tokens };
}

/** The finish reason in place of `stop` or `tool_calls`. */
export function finish(reason: string): Action {
  return { kind: 'finish', reason };
}

/** Answer with an HTTP status. `times`: only in the first so many attempts at this step. */
export function status(
  code: number,
  options: { headers?: { readonly [name: string]: string }; body?: string | JsonObject; times?: number } = {},
): Action {
  return { kind: 'status', code, ...options };
}

/** Destroy the connection. */
export function drop(options: { times?: number } = {}): Action {
  return { kind: 'drop', ...options };
}

/** Send bytes that are no event of the protocol, and end. */
export function junk(options: { raw?: string; times?: number } = {}): Action {
  return { kind: 'junk', ...options };
}

/** End the stream without a finish reason. */
export function truncate(options: { times?: number } = {}): Action {
  return { kind: 'truncate', ...options };
}

/** Send an error object in the stream, and end. */
export function inBandError(message: string, options: { type?: string; code?: string; times?: number } = {}): Action {
  return { kind: 'error', message, ...options };
}

/** Say nothing more and keep the connection open. */
export function hang(options: { times?: number } = {}): Action {
  return { kind: 'hang', ...options };
}

/** A script under construction. Immutable: each method returns a new one. */
export class ScriptBuilder {
  private readonly draft: Script;
  constructor(draft: Script) {
    this.draft = draft;
  }

  /** The next call of the model for this prompt. */
  step(...actions: Action[]): ScriptBuilder {
    return new ScriptBuilder({ ...this.draft, steps: [...this.draft.steps, actions] });
  }

  /** Repeat the last step for ever. */
  loop(): ScriptBuilder {
    return new ScriptBuilder({ ...this.draft, loop: true });
  }

  /** What happens before the title is answered. */
  beforeTitle(...actions: Action[]): ScriptBuilder {
    return new ScriptBuilder({ ...this.draft, title: actions });
  }

  /** What happens before a compaction is answered. */
  beforeCompaction(...actions: Action[]): ScriptBuilder {
    return new ScriptBuilder({ ...this.draft, compaction: actions });
  }

  /** The script as data. */
  build(): Script {
    return this.draft;
  }

  /** The prompt that carries the script: send it as the user's message, or as the prompt of a `task` tool call. */
  toPrompt(): string {
    return `practice:${JSON.stringify(encodeScript(this.draft))}`;
  }
}

/** Begins a script. Use a fresh key in each test: attempts are counted and requests are found by it. */
export function script(key: string): ScriptBuilder {
  return new ScriptBuilder({ key, steps: [] });
}

function encodeScript(source: Script): JsonObject {
  return {
    ...source,
    steps: source.steps.map((step) => step.map(encodeAction)),
    ...(source.title && { title: source.title.map(encodeAction) }),
    ...(source.compaction && { compaction: source.compaction.map(encodeAction) }),
  };
}

/** The written form: the kind is the name of the field that holds the main value. */
function encodeAction(action: Action): JsonObject {
  const { kind, ...rest } = action;
  switch (action.kind) {
    case 'text':
    case 'tool':
    case 'gate':
      return rest;
    case 'reasoning': {
      const { text: words, kind: _, ...options } = action;
      return { reasoning: words, ...options };
    }
    case 'usage':
      return { usage: rest };
    case 'finish':
      return { finish: action.reason };
    case 'status': {
      const { code, kind: _, ...options } = action;
      return { status: code, ...options };
    }
    case 'junk': {
      const { raw, kind: _, ...options } = action;
      return { junk: raw ?? true, ...options };
    }
    case 'error': {
      const { message, kind: _, ...options } = action;
      return { error: message, ...options };
    }
    case 'drop':
    case 'truncate':
    case 'hang':
      return { [kind]: true, ...rest };
    default:
      return action satisfies never;
  }
}
