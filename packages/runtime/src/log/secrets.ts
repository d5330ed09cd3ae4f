/** Names of fields and of environment variables whose values must not be shown. */
const secretName = /(password|passwd|secret|token$|authorization|cookie|credential|api_?key|private_?key|_key$|^key$)/i;
const hidden = '[hidden]';
/** Deeper structures are cut: a log line is no dump. */
const maxDepth = 5;

export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** A copy in which the value of each field with a secret name is replaced. Errors become their name, code and message. */
export function hideSecrets(value: unknown, depth = 0): unknown {
  if (value instanceof Error) return describeError(value, depth);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) return '[deep]';
  if (Array.isArray(value)) return value.map((each) => hideSecrets(each, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, isSecretName(name) && each != null ? hidden : hideSecrets(each, depth + 1)]),
  );
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  return {
    name: error.name,
    message: error.message,
    ...('code' in error ? { code: error.code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth >= maxDepth ? {} : { cause: hideSecrets(error.cause, depth + 1) }),
  };
}

/** Takes known secrets out of a text of a foreign program. Very short values are left: they would eat the text. */
export function hideValues(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret.length >= 6).reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
}
