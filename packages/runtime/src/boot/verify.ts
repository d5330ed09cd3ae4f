import { type ExecFileException, execFile } from 'node:child_process';
import { setPriority } from 'node:os';
import { dirname } from 'node:path';
import { type Runtime, RuntimeFault, type Verification } from '../contract.ts';

/** Below the 60 s that a client waits for an answer. */
const deadline = 50_000;
/** The program's answer is bounded; what is longer than this is not its answer. */
const outputAtMost = 1_000_000;
/** Behind everything that serves threads. */
const niceness = 10;

interface VerifyOptions {
  readonly program: string;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly shutdown: AbortSignal;
  /** In ms. */
  readonly deadline?: number;
}

/**
 * The check of the database in a process of its own: reads of a file hold up the event loop, and threads must not wait for
 * them. Who asks while one runs gets the answer of that one.
 */
export function createVerify(options: VerifyOptions): Runtime['verify'] {
  let running: Promise<Verification> | null = null;
  return () => {
    running ??= run(options).finally(() => {
      running = null;
    });
    return running;
  };
}

function run(options: VerifyOptions): Promise<Verification> {
  const began = performance.now();
  const { PATH, HOME } = process.env;
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', options.program, '--json', '--data-dir', options.dataDir],
      {
        cwd: dirname(options.program),
        env: { PATH, HOME, PLUMBLINE_DATABASE_URL: options.databaseUrl } as unknown as NodeJS.ProcessEnv,
        timeout: options.deadline ?? deadline,
        killSignal: 'SIGKILL',
        maxBuffer: outputAtMost,
        signal: options.shutdown,
      },
      (error, output, complaint) => {
        const tookMs = Math.round(performance.now() - began);
        if (error?.killed && !options.shutdown.aborted) return resolve({ outcome: 'late', tookMs });
        const verification = read(output, tookMs);
        if (verification) resolve(verification);
        else reject(new RuntimeFault('STORAGE_UNAVAILABLE', reasonOf(error, complaint), null, { cause: error }));
      },
    );
    if (child.pid !== undefined) yieldTo(child.pid);
  });
}

function yieldTo(pid: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // It has ended already.
  }
}

/** Null: it could not do its work. */
function read(output: string, tookMs: number): Verification | null {
  try {
    const { findings, lines, ...counts } = JSON.parse(output) as Omit<Extract<Verification, { outcome: 'faulty' }>, 'outcome'>;
    return findings === 0 ? { outcome: 'clean', ...counts, tookMs } : { outcome: 'faulty', ...counts, findings, lines, tookMs };
  } catch {
    return null;
  }
}

function reasonOf(error: ExecFileException | null, complaint: string): string {
  const [line = ''] = complaint.trim().split('\n');
  return `The database could not be checked. ${line.slice(0, 300) || (error?.message.slice(0, 300) ?? '')}`.trim();
}
