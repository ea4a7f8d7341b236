import type { Golden } from './golden.ts';
import { type InputFile, inOtherFiles, inputFiles } from './input-files.ts';

/** One way to run a golden; its answer is always the same. */
export interface Variant {
  readonly name: string;
  readonly files: readonly InputFile[];
  /** `together`: all files are there at the start. `oneByOne`: the query is stopped, a file is added, and the query started again. */
  readonly arrival: 'together' | 'oneByOne';
  readonly readerOptions: Readonly<Record<string, string>>;
  /** Whether each file as it was given is a batch. */
  readonly isByFile: boolean;
  /** How many batches are run of a source that makes its own rows; `oneByOne`: each in a run of its own. */
  readonly batches?: number;
}

const ONE_FILE = { maxFilesPerTrigger: '1' };

/** All ways to run a golden. */
export function variantsOf(golden: Golden): Variant[] {
  const { batches } = golden.spec;
  if (batches !== undefined) return generatedVariants(batches);
  const files = inputFiles(golden);
  const lines = Math.max(...files.map((file) => file.lines.length));
  const together = { arrival: 'together', isByFile: false } as const;
  return [
    { name: 'all files in one batch', files, readerOptions: {}, ...together },
    { name: 'a file per batch', files, readerOptions: ONE_FILE, ...together, isByFile: true },
    { name: 'restarted after each file', files, readerOptions: {}, arrival: 'oneByOne', isByFile: true },
    { name: 'a line per file and batch', files: inOtherFiles(files, 1), readerOptions: ONE_FILE, ...together },
    { name: 'in longer files', files: inOtherFiles(files, lines + 1), readerOptions: ONE_FILE, ...together },
  ];
}

function generatedVariants(batches: number): Variant[] {
  const generated = { files: [], readerOptions: {}, isByFile: false, batches };
  return [
    { name: 'in one run', arrival: 'together', ...generated },
    { name: 'restarted after each batch', arrival: 'oneByOne', ...generated },
  ];
}
