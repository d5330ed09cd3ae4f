import { spawn } from 'node:child_process';
import { root } from './plumbline.ts';

/** Runs `npm run verify` on a data directory. */
export function verify(dataDir: string): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((done) => {
    const child = spawn('npm', ['run', '--silent', 'verify', '--', '--data-dir', dataDir], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('close', (code) => done({ code, output: Buffer.concat(output).toString('utf8') }));
  });
}
