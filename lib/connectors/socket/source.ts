import { connect, type Socket } from 'node:net';
import type { BatchInput, Offset, Source } from '../../contracts/source.ts';
import { ConnectorError } from '../../errors/index.ts';
import type { StructType } from '../../types/data-type.ts';
import { type Row, Timestamp } from '../../types/value.ts';
import type { Clock } from '../../util/clock.ts';
import { LineSplitter } from './line-splitter.ts';

/** What a socket source is made of. */
export interface SocketSourceRequest {
  readonly host: string;
  readonly port: number;
  readonly includeTimestamp: boolean;
  readonly schema: StructType;
  readonly clock: Clock;
}

/**
 * Lines of text from a server, for trying out. Not fault tolerant, as in Spark: lines are kept in memory until their batch is committed, so a batch that
 * has to run again after a restart comes without them. The offset is the number of the last line, from 0; -1 before the first.
 */
export class SocketSource implements Source {
  readonly description: string;
  readonly schema: StructType;
  readonly #request: SocketSourceRequest;
  readonly #splitter = new LineSplitter();
  #socket: Socket | undefined;
  /** Lines not yet committed; the first one has the number `#first`. */
  #lines: Row[] = [];
  #first = 0;
  #failure: ConnectorError | undefined;

  constructor(request: SocketSourceRequest) {
    this.#request = request;
    this.schema = request.schema;
    this.description = `TextSocketV2[host: ${request.host}, port: ${request.port}]`;
  }

  async latestOffset(start: Offset | null): Promise<Offset | null> {
    await this.#open(start);
    if (this.#failure !== undefined && this.#lines.length === this.#count(start)) throw this.#failure;
    return this.#first + this.#lines.length - 1;
  }

  async getBatch(start: Offset | null, end: Offset): Promise<BatchInput> {
    await this.#open(end);
    const from = Math.max(0, numberOf(start) + 1 - this.#first);
    const to = Math.max(from, numberOf(end) + 1 - this.#first);
    return { kind: 'rows', rows: this.#lines.slice(from, to) };
  }

  async commit(end: Offset): Promise<void> {
    const done = Math.min(this.#lines.length, numberOf(end) + 1 - this.#first);
    if (done <= 0) return;
    this.#lines = this.#lines.slice(done);
    this.#first += done;
  }

  async stop(): Promise<void> {
    this.#socket?.removeAllListeners();
    this.#socket?.on('error', () => undefined);
    this.#socket?.destroy();
  }

  /** How many of the lines in memory lie at or before an offset. */
  #count(offset: Offset | null): number {
    return Math.max(0, numberOf(offset) + 1 - this.#first);
  }

  /** Connects at the first call; numbering goes on after the offset that the run starts from. */
  async #open(offset: Offset | null): Promise<void> {
    if (this.#socket !== undefined) return;
    this.#first = numberOf(offset) + 1;
    const { host, port } = this.#request;
    const socket = connect({ host, port });
    this.#socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', (cause) => {
        this.#socket = undefined;
        reject(new ConnectorError('SOCKET_CONNECTION_FAILED', { host, port, reason: reasonOf(cause) }, { cause }));
      });
    });
    socket.removeAllListeners('error');
    socket.on('data', (bytes) => this.#take(this.#splitter.push(bytes)));
    socket.on('error', (cause) => this.#lose(reasonOf(cause), cause));
    socket.on('end', () => {
      this.#take(this.#splitter.end());
      this.#lose('the server has closed it', undefined);
    });
  }

  #take(lines: readonly string[]): void {
    const timestamp = new Timestamp(BigInt(this.#request.clock.now()) * 1000n);
    for (const line of lines) this.#lines.push(this.#request.includeTimestamp ? [line, timestamp] : [line]);
  }

  /** The lines that have come are still read; the query fails when there are no more. */
  #lose(reason: string, cause: unknown): void {
    const { host, port } = this.#request;
    const lines = this.#first + this.#lines.length;
    this.#failure ??= new ConnectorError('SOCKET_CONNECTION_LOST', { host, port, lines, reason }, { cause });
  }
}

const numberOf = (offset: Offset | null): number => (offset === null ? -1 : Number(offset));

/** Node reports a name with several addresses as one error around others, with an empty message. */
function reasonOf(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : [error];
  return first instanceof Error ? first.message : String(first);
}
