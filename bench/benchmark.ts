/** One number that a benchmark found. */
export interface Measurement {
  readonly label: string;
  readonly value: number;
  readonly unit: 's' | 'ms' | 'times' | 'rows/s' | 'MB' | 'requests' | 'rows' | 'units';
}

/** Something that can be measured by name: `npm run bench -- <name>`. */
export interface Benchmark {
  readonly name: string;
  /** One line for `--help`. */
  readonly about: string;
  /** Measures; what it says on the way goes through `say`. */
  readonly run: (say: (text: string) => void) => Promise<readonly Measurement[]>;
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** Runs something a few times and returns the seconds of the fastest run. */
export async function bestSeconds(runs: number, work: () => Promise<void>): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const startMs = performance.now();
    await work();
    seconds.push((performance.now() - startMs) / 1000);
  }
  return Math.min(...seconds);
}
