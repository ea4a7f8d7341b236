import type { ArrivedRows, ContinuousReader, Offset } from '../../contracts/source.ts';
import type { MemoryStream } from './memory-stream.ts';

/** Gives the rows of a memory stream as they are added. */
export class MemoryContinuousReader implements ContinuousReader {
  readonly #stream: MemoryStream;
  #position: number;

  constructor(stream: MemoryStream, start: Offset | null) {
    this.#stream = stream;
    this.#position = Number(start ?? 0);
  }

  async next(signal: AbortSignal): Promise<ArrivedRows | undefined> {
    await this.#stream.grownPast(this.#position, signal);
    if (signal.aborted) return undefined;
    const rows = this.#stream.slice(this.#position, this.#stream.size);
    this.#position += rows.length;
    return { rows, end: this.#position };
  }

  reaches(offset: Offset | null, target: Offset): boolean {
    return Number(offset ?? 0) >= Number(target);
  }
}
