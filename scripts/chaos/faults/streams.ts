import { connect, createServer, type Server, type Socket } from 'node:net';

/** A pipe between the clients and the server, whose connections can be cut all at once: a network that drops. */
export class Wire {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  port = 0;

  constructor(target: () => number) {
    this.#server = createServer((near) => {
      const far = connect({ host: '127.0.0.1', port: target() });
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
      }
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((done, refused) => this.#server.once('error', refused).listen(0, '127.0.0.1', done));
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The pipe has no port.');
    this.port = address.port;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((done) => this.#server.close(done));
    this.cut();
    await closed;
  }
}
