import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server that sends lines of text to whoever is connected, as `nc -lk PORT` does. */
export class LineFeeder {
  readonly port: number;
  readonly #server: ReturnType<typeof createServer>;
  readonly #clients = new Set<Socket>();

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => {
      this.#clients.add(socket.on('error', () => undefined).on('close', () => this.#clients.delete(socket)));
    });
  }

  /** Listens at a free port of this machine. */
  static async start(): Promise<LineFeeder> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new LineFeeder(server);
  }

  send(line: string): void {
    for (const client of this.#clients) client.write(`${line}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
