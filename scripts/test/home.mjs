import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names that would let the tester's own set-up reach the tests. */
const foreign = /^(PLUMBLINE_|OPENCODE_|XDG_|ANTHROPIC_|OPENAI_|GEMINI_|GOOGLE_|AWS_|AZURE_|GIT_)/;

/** A HOME, a TMPDIR and an environment of the suite's own, so that it sees nothing of the tester's. */
export function privateHome() {
  const base = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
  const home = join(base, 'home');
  const temporary = join(base, 'tmp');
  for (const folder of [home, temporary]) mkdirSync(folder, { mode: 0o700 });
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  const env = {
    ...kept,
    HOME: home,
    TMPDIR: temporary,
    NEXT_TELEMETRY_DISABLED: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    npm_config_offline: 'true',
    PLUMBLINE_TEST_BASE: base,
  };
  return { base, env, remove: () => rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}
