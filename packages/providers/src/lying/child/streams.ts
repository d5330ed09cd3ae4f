import type { ServerResponse } from 'node:http';
import type { WireEvent, WireHello } from '../wire.ts';

/** Unsent bytes at which a reader that does not read is cut off. */
const unsentLimit = 64 * 1024 * 1024;
const heartbeat = 5_000;

/** The open event streams: one JSON text a line, an empty line as heartbeat. A stream has no memory: who was away reads the sessions. */
export class Streams {
  readonly life: string;
  readonly #open = new Set<ServerResponse>();
  #seq = 0;

  constructor(life: string) {
    this.life = life;
    setInterval(() => this.#write('\n'), heartbeat).unref();
  }

  get seq(): number {
    return this.#seq;
  }

  add(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
    const hello: WireHello = { type: 'hello', life: this.life, seq: this.#seq };
    response.write(`${JSON.stringify(hello)}\n`);
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  }

  /** `body` may be of a kind that nobody knows: it is a liar's stream. */
  send(session: string, body: object, life = this.life): void {
    this.#seq += 1;
    const event = { ...body, seq: this.#seq, life, session } satisfies Omit<WireEvent, 'type'>;
    this.#write(`${JSON.stringify(event)}\n`);
  }

  drop(): void {
    for (const response of this.#open) response.destroy();
  }

  #write(line: string): void {
    for (const response of this.#open) {
      if (response.writableLength > unsentLimit) response.destroy();
      else response.write(line);
    }
  }
}
