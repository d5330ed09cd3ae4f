import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const packageDirectory = fileURLToPath(new URL('..', import.meta.url));

/** Compiles the program as `npm run build` does, into a directory of its own. */
export async function compileProgram(): Promise<{ main: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'practice-model-'));
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  await writeFile(join(directory, 'package.json'), '{"type":"module"}');
  const compile = promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', directory], {
    cwd: packageDirectory,
  });
  await compile.catch(async (error: Error & { stdout?: string }) => {
    await rm(directory, { recursive: true, force: true });
    throw new Error(`${error.message}\n${error.stdout}`, { cause: error });
  });
  return { main: join(directory, 'main.js'), remove: () => rm(directory, { recursive: true, force: true }) };
}

export interface Program {
  readonly url: string;
  readonly key: string;
  readonly child: ChildProcess;
  /** Sends the signal and resolves to the exit code; null if the signal killed it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the compiled program and waits for its line. */
export async function startProgram(main: string): Promise<Program> {
  const key = randomUUID();
  const child = spawn(process.execPath, [main, '--port', '0', '--host', '127.0.0.1'], {
    env: { PATH: process.env.PATH, PRACTICE_KEY: key },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return {
    url: await lineOf(child, /^practice-model listening on (http:\S+)$/m),
    key,
    child,
    async end(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
}

/** The first group of the first match in what a process prints; rejects if it ends, or prints nothing of the kind in 30 s. */
export async function lineOf(child: ChildProcess, pattern: RegExp): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no line like ${pattern} in: ${printed}`)), 30_000);
    child.stdout?.on('data', (bytes) => {
      printed += String(bytes);
      const found = pattern.exec(printed)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code}: ${printed}`));
    });
  });
}
