import { type Script, script } from './shape.ts';

/** With this a prompt begins that is a script. */
export const scriptMark = 'lying:';

/** The script cannot be played; the message says where it is wrong. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/** The script in a prompt's text; null: it is a plain text. Throws ScriptError. */
export function scriptIn(text: string): Script | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith(scriptMark)) return null;
  const parsed = script.safeParse(readJson(trimmed.slice(scriptMark.length)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ScriptError(`The script is wrong at ${issue?.path.join('.') || 'its top'}: ${issue?.message ?? 'unknown'}`);
}

/** The text of a prompt that makes the liar play the script. */
export function promptOf(steps: Script['steps'], options: Omit<Script, 'steps'> = {}): string {
  return `${scriptMark}${JSON.stringify({ ...options, steps } satisfies Script)}`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ScriptError(`The script is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
