import { get } from 'node:http';
import type { Socket } from 'node:net';
import type { LiveMessage } from '@plumbline/lifecycle';
import { until } from '../../../e2e/harness/until.ts';
import { figure } from '../measure.ts';
import { type Row, row } from '../row.ts';
import { beforeFirstPiece, pacedPrompt, releasePaced } from '../workload/paced.ts';
import { type BenchServer, withServer } from './bench-server.ts';

const part = 'wire';
const rounds = 3;
/** About 1,000 characters a second, as a fast model writes; a step of a script holds 500 actions. */
const deltas = 240;
const everyMs = 16;
const piece = 'So it goes along';

/** What one following client receives while a text streams, from the first piece to the end of the turn. */
export async function wire(): Promise<readonly Row[]> {
  return withServer(async (server) => {
    const threadId = await server.warmThread();
    const bytes: number[] = [];
    const flushes: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const told = await streamOnce(server, threadId, round);
      bytes.push(told.bytes / (deltas * piece.length));
      flushes.push(told.arrays / ((deltas * piece.length) / 1_000));
    }
    return [
      row({ part, what: 'bytes on the wire, of the text that streams', unit: '×', atMost: 8 }, figure(bytes)),
      { part, what: 'arrays (flushes) for 1,000 characters', figure: figure(flushes).median.toFixed(1), spread: '' },
    ];
  });
}

async function streamOnce(
  server: BenchServer,
  threadId: string,
  round: number,
): Promise<{ readonly bytes: number; readonly arrays: number }> {
  const key = `wire-${round}`;
  const control = server.practice();
  const stream = await LiveStream.open(server, threadId);
  try {
    await server.client.thread.turn.start.mutate({
      threadId,
      text: pacedPrompt(
        key,
        Array.from({ length: deltas }, () => piece),
      ),
    });
    await beforeFirstPiece(control, key);
    await stream.quiet();
    const before = { bytes: stream.bytes, arrays: stream.arrays };
    await releasePaced(control, key, deltas, everyMs);
    await until(() => stream.settled, { what: 'the turn has ended', within: 60_000 });
    await stream.quiet();
    return { bytes: stream.bytes - before.bytes, arrays: stream.arrays - before.arrays };
  } finally {
    stream.close();
  }
}

/** The raw subscription: counts what comes over the socket, the framing of HTTP and of server-sent events included. */
class LiveStream {
  arrays = 0;
  settled = false;
  readonly #socket: Socket;
  readonly #close: () => void;

  private constructor(socket: Socket, close: () => void) {
    this.#socket = socket;
    this.#close = close;
  }

  static open(server: BenchServer, threadId: string): Promise<LiveStream> {
    const { url, token } = server.plumbline;
    const headers = { authorization: `Bearer ${token}`, 'x-plumbline': '1', accept: 'text/event-stream' };
    const address = `${url}/api/trpc/live?input=${encodeURIComponent(JSON.stringify({ threadId }))}`;
    return new Promise((done, refused) => {
      const request = get(address, { headers, agent: false }, (answer) => {
        if (answer.statusCode !== 200) return refused(new Error(`The stream is answered with ${answer.statusCode}.`));
        const stream = new LiveStream(answer.socket, () => request.destroy());
        let rest = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          const frames = (rest + chunk).split('\n\n');
          rest = frames.pop() ?? '';
          for (const frame of frames) stream.#take(frame);
        });
        answer.on('error', () => undefined);
        done(stream);
      });
      request.on('error', refused);
    });
  }

  get bytes(): number {
    return this.#socket.bytesRead;
  }

  /** Nothing came for a while: what was sent has arrived. */
  async quiet(): Promise<void> {
    let before = -1;
    await until(
      () => {
        const still = this.bytes === before;
        before = this.bytes;
        return still;
      },
      { what: 'the stream is quiet', within: 10_000, every: 400 },
    );
  }

  close(): void {
    this.#close();
  }

  #take(frame: string): void {
    const data = frame
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => line.slice('data: '.length))
      .join('\n');
    if (!data.startsWith('[')) return;
    this.arrays++;
    for (const message of JSON.parse(data) as readonly LiveMessage[])
      if (message.kind === 'event' && message.event?.type === 'turn.settled') this.settled = true;
  }
}
