import { gate, type PracticeControl, script, text } from '@plumbline/practice-model';
import { clock, figure } from '../measure.ts';
import { BareOpenCode } from '../opencode/bare.ts';
import { type Row, row } from '../row.ts';
import { type BenchServer, withServer } from './bench-server.ts';
import { WatchedThread } from './watched-thread.ts';

const part = 'latency';
const turns = 24;
const warmUps = 3;
const most = { unit: 'ms', atMost: 30 } as const;

/** What Plumbline adds to a turn of the OpenCode server that both clients use, in neighbouring turns. */
export async function latency(): Promise<readonly Row[]> {
  return withServer(async (server) => {
    const threadId = await server.warmThread();
    const bare = await BareOpenCode.connect(server.record('opencode'));
    const thread = new WatchedThread(server.client, threadId);
    try {
      await thread.seen('the first turn', ({ connection }) => connection === 'live');
      return await measure(server, bare, thread);
    } finally {
      await thread.close();
      bare.close();
    }
  });
}

async function measure(server: BenchServer, bare: BareOpenCode, thread: WatchedThread): Promise<readonly Row[]> {
  const control = server.practice();
  const session = await bare.createSession(server.directory);
  const added = { request: [] as number[], token: [] as number[], settled: [] as number[] };
  for (let turn = 0; turn < turns + warmUps; turn++) {
    const alone = await bareTurn({ control, bare, session, directory: server.directory, key: `bare-${turn}` });
    const ours = await plumblineTurn({ server, control, bare, thread, key: `ours-${turn}` });
    if (turn < warmUps) continue;
    added.request.push(ours.request - alone);
    added.token.push(ours.token);
    added.settled.push(ours.settled);
  }
  return [
    row({ part, what: 'prompt → model request', ...most }, figure(added.request)),
    row({ part, what: "model's first token → client", ...most }, figure(added.token)),
    row({ part, what: 'OpenCode idle → turn settled at the client', ...most }, figure(added.settled)),
  ];
}

/** A turn in three acts: the request stands at the first gate, the words at the second, then it ends. */
function prompt(key: string): string {
  return script(key)
    .step(gate(`${key}-words`), text('A few words of the answer.'), gate(`${key}-end`))
    .toPrompt();
}

/** Milliseconds from the prompt to the model's request, of the bare client. */
async function bareTurn(turn: {
  readonly control: PracticeControl;
  readonly bare: BareOpenCode;
  readonly session: string;
  readonly directory: string;
  readonly key: string;
}): Promise<number> {
  const { control, bare, session, directory, key } = turn;
  const began = clock();
  await bare.prompt(session, directory, prompt(key));
  const asked = await requestedAt(control, key);
  await control.release(`${key}-words`);
  await bare.heard(session, 'first-delta', began);
  await control.release(`${key}-end`);
  await bare.heard(session, 'idle', began);
  return asked.at - began;
}

/** The same for a turn of Plumbline, and how much later than the bare client its own learned of the words and the end. */
async function plumblineTurn(turn: {
  readonly server: BenchServer;
  readonly control: PracticeControl;
  readonly bare: BareOpenCode;
  readonly thread: WatchedThread;
  readonly key: string;
}): Promise<{ readonly request: number; readonly token: number; readonly settled: number }> {
  const { server, control, bare, thread, key } = turn;
  const began = clock();
  const { turnId } = await server.client.thread.turn.start.mutate({ threadId: thread.threadId, text: prompt(key) });
  const asked = await requestedAt(control, key);
  const words = thread.seen('the first words', ({ timeline }) =>
    [...(timeline.turns.last()?.items ?? [])].some((item) => item.kind === 'assistant' && item.turnId === turnId && item.text !== ''),
  );
  await control.release(`${key}-words`);
  const token = (await words) - (await bare.heard(asked.session, 'first-delta', began));
  const end = thread.seen('the end of the turn', ({ state }) => state.lastTurn?.turnId === turnId);
  await control.release(`${key}-end`);
  const settled = (await end) - (await bare.heard(asked.session, 'idle', began));
  return { request: asked.at - began, token, settled };
}

async function requestedAt(control: PracticeControl, key: string): Promise<{ readonly at: number; readonly session: string }> {
  const [seen] = await control.waitForRequests({ key }, 1, { timeoutMs: 30_000 });
  if (seen?.sessionId === undefined) throw new Error('The request names no session.');
  return { at: seen.at, session: seen.sessionId };
}
