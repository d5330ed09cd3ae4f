import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Decision, Question, RequestAnswer } from '@plumbline/lifecycle';
import type { Deed } from '../script/shape.ts';
import type { WirePart, WireTool } from '../wire.ts';
import { TurnFailure } from './failure.ts';
import type { Run } from './run.ts';
import type { Session } from './session.ts';

type DeedOf<Kind extends Deed['do']> = Extract<Deed, { readonly do: Kind }>;

const outputLimit = 1_000_000;

/** Does one thing, and says so. Throws TurnFailure. */
export async function act(session: Session, run: Run, deed: Deed): Promise<void> {
  switch (deed.do) {
    case 'text':
    case 'reasoning':
      return say(session, run, deed);
    case 'tool':
      return work(session, run, deed);
    case 'wait':
      await session.world.gates.wait(deed.gate, run.signal);
      return;
    case 'ask':
      return ask(session, run, deed);
    case 'step':
      run.closeStep(deed.finish ?? 'more');
      return run.openStep();
    case 'retry': {
      const nextAt = Date.now() + deed.nextInMs;
      return session.teller.tell({ type: 'retry', prompt: run.prompt, attempt: 1, reason: deed.reason, nextAt });
    }
    case 'title':
      session.stored.title = deed.title;
      session.keep();
      return session.teller.tell({ type: 'title', title: deed.title });
    case 'task':
      return beginTask(session, deed);
    case 'fail':
      throw new TurnFailure({ code: deed.error, message: deed.message, retryable: deed.error === 'PROVIDER_LIMIT' });
  }
}

async function say(session: Session, run: Run, deed: DeedOf<'text' | 'reasoning'>): Promise<void> {
  const is = deed.do === 'text' ? 'assistant' : 'reasoning';
  let part: WirePart = { part: session.name('part'), prompt: run.prompt, is, text: '', closed: false };
  session.openParts.set(part.part, part);
  session.teller.tell({ type: 'part', part });
  const size = Math.max(1, Math.ceil(deed.text.length / (deed.pieces ?? (deed.gate === undefined ? 1 : 2))));
  for (let offset = 0; offset < deed.text.length; offset += size) {
    const isLast = offset + size >= deed.text.length;
    if (isLast && deed.gate !== undefined) await session.world.gates.wait(deed.gate, run.signal);
    if (run.signal.aborted) return;
    const text = deed.text.slice(offset, offset + size);
    part = { ...part, text: part.text + text };
    session.openParts.set(part.part, part);
    session.teller.tell({ type: 'delta', prompt: run.prompt, part: part.part, offset, text });
    await nextTurn();
  }
  close(session, { ...part, closed: true });
}

async function work(session: Session, run: Run, deed: DeedOf<'tool'>): Promise<void> {
  const tool: WireTool = { name: deed.name ?? (deed.command === undefined ? 'look' : 'bash'), title: deed.title ?? '', state: 'running' };
  const part: WirePart = { part: session.name('part'), prompt: run.prompt, is: 'tool', text: '', closed: false, tool };
  session.openParts.set(part.part, part);
  session.teller.tell({ type: 'part', part });
  if (deed.gate !== undefined) await session.world.gates.wait(deed.gate, run.signal);
  const ran = deed.command === undefined ? null : await runCommand(deed.command, session.stored.directory, run.signal);
  if (run.signal.aborted) return;
  if (deed.write) writeFileSync(join(session.stored.directory, deed.write.file), deed.write.text);
  const failed = deed.fails === true || (ran !== null && ran.code !== 0);
  close(session, { ...part, closed: true, text: ran?.output ?? deed.output ?? '', tool: { ...tool, state: failed ? 'failed' : 'ok' } });
}

function close(session: Session, part: WirePart): void {
  session.closePart(part);
  session.teller.tell({ type: 'part-ended', part });
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
      resolve({ output, code });
    });
    signal.addEventListener('abort', kill);
  });
}

const decisions: readonly Decision[] = ['allow', 'allow-always', 'deny', 'cancel'];

/** A refusal fails the question, not the turn (rule 29). */
async function ask(session: Session, run: Run, deed: DeedOf<'ask'>): Promise<void> {
  const ref = session.name(deed.child ? 'child_request' : 'request');
  const question: Question = {
    id: 'question',
    text: deed.title ?? 'Which?',
    options: (deed.options ?? ['one', 'other']).map((label) => ({ label })),
    multiple: false,
    free: true,
  };
  const request = {
    ref,
    prompt: run.prompt,
    is: deed.kind,
    title: deed.title ?? 'May I?',
    detail: deed.detail ?? '',
    ...(deed.kind === 'question' ? { questions: [question], choices: [] } : { choices: decisions }),
  };
  if (deed.child) session.teller.tell({ type: 'child-at-work' });
  const answer = await new Promise<RequestAnswer | null>((resolve) => {
    session.requests.set(ref, { request, answered: resolve });
    run.signal.addEventListener('abort', () => resolve(null), { once: true });
    session.teller.tell({ type: 'asked', request });
  });
  session.requests.delete(ref);
  if (answer !== null) session.teller.tell({ type: 'answered', ref });
}

function beginTask(session: Session, deed: DeedOf<'task'>): void {
  const ref = session.name('task');
  const end = () => {
    if (session.tasks.delete(ref)) session.teller.tell({ type: 'task-ended', ref, lost: false });
  };
  session.tasks.set(ref, { ref, title: deed.title, refusesStop: deed.refusesStop ?? false, end });
  session.teller.tell({ type: 'task', task: { ref, title: deed.title } });
  if (deed.gate !== undefined) session.world.gates.whenOpen(deed.gate, end);
}
