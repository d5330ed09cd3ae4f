import { createServer, connect as open, type Server, type Socket } from 'node:net';

/** Stands between the adapter and a server, and cuts its event stream when it is told to. */
export class Cutter {
  readonly #streams = new Set<Socket>();
  readonly #servers: Server[] = [];
  #closed = false;

  /** To be given to TestHost: resolves to a port that leads to `target`. */
  readonly through = (target: number): Promise<number> =>
    new Promise((resolve) => {
      const server = createServer((socket) => this.#carry(socket, target));
      this.#servers.push(server);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });

  /** Ends the stream's connection and refuses new ones until `heal`. */
  cut(): void {
    this.#closed = true;
    for (const stream of this.#streams) stream.destroy();
  }

  heal(): void {
    this.#closed = false;
  }

  end(): void {
    for (const server of this.#servers) server.close();
  }

  #carry(socket: Socket, target: number): void {
    const server = open(target, '127.0.0.1');
    const drop = () => {
      this.#streams.delete(socket);
      socket.destroy();
      server.destroy();
    };
    for (const side of [socket, server]) side.on('error', drop).on('close', drop);
    socket.once('data', (first: Buffer) => {
      if (first.toString('latin1').startsWith('GET /global/event')) {
        if (this.#closed) return drop();
        this.#streams.add(socket);
      }
      server.write(first);
      socket.pipe(server);
      server.pipe(socket);
    });
  }
}
