import type { StreamingQueryProgress } from 'millrace';

/** One line of the table: an airport, over all closed hours. */
export interface AirportLine {
  readonly origin: string;
  readonly departures: bigint;
  readonly mean_delay: number;
}

const PLAIN_EVERY_MS = 2000;

/** Shows how the query goes: a table that is redrawn on a terminal, a line now and then elsewhere. */
export class LiveView {
  readonly #terminal = process.stdout.isTTY === true;
  #drawnLines = 0;
  #lastPlainMs = 0;

  /** Shows the last batch, the speed of the last one with rows, and the busiest airports so far. */
  show(
    last: StreamingQueryProgress,
    lastWithRows: StreamingQueryProgress,
    files: string,
    airports: readonly AirportLine[],
  ): void {
    const line = `${progressLine(last, lastWithRows)}  ${files}`;
    if (this.#terminal) this.#redraw([...airportTable(airports), '', line]);
    else if (Date.now() - this.#lastPlainMs >= PLAIN_EVERY_MS) {
      this.#lastPlainMs = Date.now();
      console.log(line);
    }
  }

  #redraw(lines: readonly string[]): void {
    const up = this.#drawnLines === 0 ? '' : `\x1b[${this.#drawnLines}A`;
    process.stdout.write(`${up}${lines.map((line) => `\x1b[2K${line}\n`).join('')}`);
    this.#drawnLines = lines.length;
  }
}

function progressLine(last: StreamingQueryProgress, lastWithRows: StreamingQueryProgress): string {
  const { batchId, eventTime, stateOperators } = last;
  const { processedRowsPerSecond, batchDuration } = lastWithRows;
  return [
    `batch ${String(batchId).padStart(3)}`,
    `${Math.round(processedRowsPerSecond).toLocaleString('en').padStart(9)} rows/s`,
    `watermark ${eventTime.watermark?.slice(0, 16).replace('T', ' ') ?? '-'}`,
    `state ${String(stateOperators[0]?.numRowsTotal ?? 0).padStart(5)} rows`,
    `${String(Math.round(batchDuration)).padStart(4)} ms`,
  ].join('  ');
}

/** The table, also for the end. */
export function airportTable(airports: readonly AirportLine[]): string[] {
  const lines = airports.map(({ origin, departures, mean_delay: meanDelay }) => {
    const minutes = meanDelay.toFixed(1).padStart(10);
    return `${origin.padEnd(8)}${departures.toLocaleString('en').padStart(11)}${minutes} min`;
  });
  return [`${'origin'.padEnd(8)}${'departures'.padStart(11)}${'mean delay'.padStart(14)}`, ...lines];
}
