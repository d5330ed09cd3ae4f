import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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

/** Processes that still carry the suite's folder in their environment or command line: none may be left. */
export function leftovers(base) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(`/proc/${pid}/environ`).includes(base) || read(`/proc/${pid}/cmdline`).includes(base))
    .map((pid) => ({ pid: Number(pid), command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }))
    .filter(({ command }) => command !== '');
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
