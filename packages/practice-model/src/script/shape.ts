import type { JsonObject } from './action.ts';

/** A script that cannot be played. Its message names the place (`steps[0][2].times`) and what is expected there. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
  readonly code = 'bad_script';
  readonly at: string;
  constructor(at: string, expected: string) {
    super(`${at} ${expected}`);
    this.at = at;
  }
}

/** Names of keys and gates: they stand in URLs. */
export const namePattern = /^[\w.:-]{1,100}$/;

/** Reads one object of a script field by field, and refuses fields that nobody asked for. */
export class Fields {
  readonly at: string;
  private readonly source: JsonObject;
  private readonly asked = new Set<string>();

  constructor(value: unknown, at: string) {
    if (!isObject(value)) throw new ScriptError(at, 'must be an object');
    this.source = value;
    this.at = at;
  }

  has(name: string): boolean {
    return this.source[name] !== undefined;
  }

  raw(name: string): unknown {
    this.asked.add(name);
    return this.source[name];
  }

  text(name: string): string {
    const value = this.raw(name);
    if (typeof value !== 'string') throw new ScriptError(`${this.at}.${name}`, 'must be a string');
    return value;
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  name(name: string): string {
    const value = this.text(name);
    if (!namePattern.test(value)) throw new ScriptError(`${this.at}.${name}`, 'must be 1 to 100 letters, digits or any of _ . : -');
    return value;
  }

  integer(name: string, min: number, max: number): number {
    const value = this.raw(name);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
      throw new ScriptError(`${this.at}.${name}`, `must be a whole number from ${min} to ${max}`);
    return value;
  }

  optionalInteger(name: string, min: number, max: number): number | undefined {
    return this.has(name) ? this.integer(name, min, max) : undefined;
  }

  object(name: string): JsonObject {
    const value = this.raw(name);
    if (!isObject(value)) throw new ScriptError(`${this.at}.${name}`, 'must be an object');
    return value;
  }

  /** A flag that is written as `true` or left out. */
  flag(name: string): boolean {
    const value = this.raw(name);
    if (value !== undefined && value !== true) throw new ScriptError(`${this.at}.${name}`, 'must be true or left out');
    return value === true;
  }

  list(name: string, max: number): readonly unknown[] {
    const value = this.raw(name);
    if (!Array.isArray(value)) throw new ScriptError(`${this.at}.${name}`, 'must be a list');
    if (value.length > max) throw new ScriptError(`${this.at}.${name}`, `must have at most ${max} entries`);
    return value;
  }

  /** Call it last: a misspelt field must not be passed over in silence. */
  end(): void {
    for (const name of Object.keys(this.source))
      if (!this.asked.has(name)) throw new ScriptError(`${this.at}.${name}`, 'is not a field that is known here');
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
