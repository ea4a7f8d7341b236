import type { ArrivedRows, ContinuousReader, Offset } from '../../contracts/source.ts';
import { ConnectorError } from '../../errors/index.ts';
import { isTransient, reasonOf } from './client-errors.ts';
import type { KafkaCluster, PartitionAnswer } from './cluster.ts';
import { checkProgress } from './offset-ranges.ts';
import { offsetsFromJson, offsetsToJson, type PartitionOffsets } from './offsets.ts';
import type { ReadSettings } from './read-ranges.ts';
import { type Reading, takeRecords } from './take-records.ts';
import { unlessStopped } from './unless-stopped.ts';

/** What a reader is made of. */
interface KafkaReaderRequest {
  readonly cluster: KafkaCluster;
  readonly settings: ReadSettings;
  /** Where to go on. */
  readonly positions: PartitionOffsets;
  /** The partitions there are now, with where those begin that are not among the positions. */
  readonly partitions: (positions: PartitionOffsets) => Promise<PartitionOffsets>;
}

/** What a request to one broker has come to. */
interface Fetched {
  readonly node: number;
  readonly answers?: readonly PartitionAnswer[];
  readonly error?: unknown;
}

/** How often the reader looks for partitions that have come or gone. */
const LOOK_MS = 5000;

/** Reads topics as records come: one request waits at each broker, which answers as soon as it has something. */
export class KafkaContinuousReader implements ContinuousReader {
  readonly #request: KafkaReaderRequest;
  readonly #positions: Map<string, number>;
  /** Requests that wait, by broker. */
  readonly #fetches = new Map<number, Promise<Fetched>>();
  #nextLookMs = 0;

  constructor(request: KafkaReaderRequest) {
    this.#request = request;
    this.#positions = new Map(request.positions);
  }

  async next(signal: AbortSignal): Promise<ArrivedRows | undefined> {
    const stopped = Promise.withResolvers<undefined>();
    const stop = () => stopped.resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
    try {
      while (!signal.aborted) {
        const arrived = await Promise.race([this.#read(), stopped.promise]);
        if (arrived !== undefined) return arrived;
      }
      return undefined;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  reaches(offset: Offset | null, target: Offset): boolean {
    const reached = offsetsFromJson(offset) ?? new Map<string, number>();
    return [...(offsetsFromJson(target) ?? [])].every(([name, end]) => (reached.get(name) ?? 0) >= end);
  }

  /** Waits for the first broker to answer; undefined where it had nothing. */
  async #read(): Promise<ArrivedRows | undefined> {
    const { cluster } = this.#request;
    await this.#look();
    await this.#ask();
    if (this.#fetches.size === 0) {
      await this.#pause();
      return undefined;
    }
    const fetched = await unlessStopped(Promise.race(this.#fetches.values()), cluster.signal);
    this.#fetches.delete(fetched.node);
    if (fetched.answers === undefined) {
      await this.#recover(fetched.error);
      return undefined;
    }
    return this.#take(fetched.answers);
  }

  /** Takes up partitions that have come, and lets go of those that are gone. */
  async #look(): Promise<void> {
    const { settings, partitions } = this.#request;
    if (settings.clock.now() < this.#nextLookMs) return;
    const present = await partitions(this.#positions);
    checkProgress(this.#positions, new Map([...present, ...this.#known(present)]), settings.report);
    for (const name of this.#positions.keys()) if (!present.has(name)) this.#positions.delete(name);
    for (const [name, offset] of present) if (!this.#positions.has(name)) this.#positions.set(name, offset);
    this.#nextLookMs = settings.clock.now() + LOOK_MS;
  }

  #known(present: PartitionOffsets): readonly (readonly [string, number])[] {
    return [...this.#positions].filter(([name]) => present.has(name));
  }

  /** Sends a request to each broker that has none. */
  async #ask(): Promise<void> {
    const { cluster } = this.#request;
    try {
      for (const [node, names] of await cluster.leaders([...this.#positions.keys()])) {
        if (this.#fetches.has(node)) continue;
        const positions = new Map(names.map((name) => [name, this.#positions.get(name) ?? 0]));
        const fetch = cluster.fetch(positions).then(
          (answers) => ({ node, answers }),
          (error: unknown) => ({ node, error }),
        );
        this.#fetches.set(node, fetch);
      }
    } catch (error) {
      await this.#recover(error);
    }
  }

  async #take(answers: readonly PartitionAnswer[]): Promise<ArrivedRows | undefined> {
    const { cluster, settings } = this.#request;
    const rows: Reading['rows'] = [];
    let hasMoved = false;
    for (const answer of answers) {
      const from = this.#positions.get(answer.name);
      if (from === undefined) continue;
      const reading: Reading = { name: answer.name, from, until: Number.MAX_SAFE_INTEGER, position: from, rows };
      await takeRecords(cluster, reading, answer, settings);
      if (reading.position === reading.until) this.#forget(answer.name);
      else this.#positions.set(answer.name, reading.position);
      hasMoved ||= reading.position !== from;
    }
    return hasMoved ? { rows, end: offsetsToJson(this.#positions) } : undefined;
  }

  /** A partition of which nothing is left: if it comes back, it is read from its beginning. */
  #forget(name: string): void {
    this.#positions.delete(name);
    this.#nextLookMs = 0;
  }

  /** Waits and forgets what was known of brokers, where another request may fare better. */
  async #recover(error: unknown): Promise<void> {
    const { cluster } = this.#request;
    if (error instanceof ConnectorError) throw error;
    if (!isTransient(error)) {
      const params = { servers: cluster.servers, what: 'read records', reason: reasonOf(error) };
      throw new ConnectorError('KAFKA_REQUEST_FAILED', params, { cause: error });
    }
    await cluster.refresh();
    await this.#pause();
  }

  #pause(): Promise<void> {
    const { cluster, settings } = this.#request;
    const nextMs = settings.clock.now() + settings.backoffMs;
    return unlessStopped(settings.clock.waitUntil(nextMs, cluster.signal), cluster.signal);
  }
}
