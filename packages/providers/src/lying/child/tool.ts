import { spawn } from 'node:child_process';
import type { Deed } from '../script/shape.ts';
import type { WirePart, WireTool } from '../wire.ts';
import { ask } from './ask.ts';
import type { Place } from './deeds.ts';
import { writeFor } from './rewind.ts';

type Tool = Extract<Deed, { readonly do: 'tool' }>;

const outputLimit = 1_000_000;
/** How long the last output of a command that has ended may take, in ms: a process that it left may hold the pipe for ever. */
const lastOutput = 500;

/** Uses a tool. It is told before, and at its end. */
export async function work({ session, run, parent }: Place, deed: Tool): Promise<void> {
  const tool: WireTool = { name: nameOf(deed), title: deed.title ?? '', state: 'running' };
  const part = session.openPart({ prompt: run.prompt, is: 'tool', text: '', closed: false, tool, ...(parent ? { parent } : {}) });
  const close = (ending: Pick<WirePart, 'text'> & { readonly tool: Partial<WireTool> }) =>
    session.closePart({ ...part, closed: true, text: ending.text, tool: { ...tool, ...ending.tool } });
  const denial = deed.asks ? await askFirst({ session, run, parent }, deed) : null;
  if (denial !== null) {
    if (!run.signal.aborted) close({ text: denial, tool: { state: 'denied' } });
    return;
  }
  if (deed.gate !== undefined) await session.world.gates.wait(deed.gate, run.signal);
  const ran = deed.command === undefined ? null : await runCommand(deed.command, session.stored.directory, run.signal);
  if (run.signal.aborted) return;
  if (deed.write) writeFor(session.stored, run.prompt, deed.write);
  const failed = deed.fails === true || (ran !== null && ran.code !== 0);
  const exitCode = ran === null || ran.code === null ? {} : { exitCode: ran.code };
  close({ text: ran?.output ?? deed.output ?? '', tool: { state: failed ? 'failed' : 'ok', ...exitCode } });
}

function nameOf({ name, command, write }: Tool): string {
  return name ?? (command !== undefined ? 'bash' : write ? 'write' : 'look');
}

/**
 * With what reason it is denied, which may be none; null: it is allowed. What was allowed for always is not asked for again in the
 * session, as long as this life lasts.
 */
async function askFirst({ session, run, parent }: Place, deed: Tool): Promise<string | null> {
  if (session.allowed.has(nameOf(deed))) return null;
  const title = deed.write ? 'Edit a file' : 'Use a tool';
  const detail = deed.write?.file ?? deed.command ?? nameOf(deed);
  const answer = await ask(session, run, { do: 'ask', kind: 'permission', title, detail, child: parent !== undefined });
  if (answer?.kind !== 'decision') return '';
  if (answer.decision === 'allow-always') session.allowed.add(nameOf(deed));
  return answer.decision === 'allow' || answer.decision === 'allow-always' ? null : (answer.message ?? '');
}

/** Ends when the command does, or `signal` kills it. */
function runCommand(command: string, cwd: string, signal: AbortSignal): Promise<{ output: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', command], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk: Buffer) => {
      if (output.length < outputLimit) output += chunk.toString('utf8');
    };
    const kill = () => child.kill('SIGKILL');
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('exit', (code) => {
      signal.removeEventListener('abort', kill);
      const done = () => {
        clearTimeout(timer);
        resolve({ output, code });
      };
      const timer = setTimeout(done, lastOutput);
      child.on('close', done);
    });
    signal.addEventListener('abort', kill);
  });
}
