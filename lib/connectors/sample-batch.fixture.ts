import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OutputMode } from '../contracts/output-mode.ts';
import type { FileOutput, SinkBatch, WrittenFile } from '../contracts/sink.ts';
import type { StructType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';

/** A batch whose result is given: what the tests of sinks hand over. Its files are JSON lines, whatever the format asked for. */
export class SampleBatch implements SinkBatch {
  readonly batchId: number;
  readonly queryId: string;
  readonly outputMode: OutputMode;
  readonly schema: StructType;
  readonly isRerun: boolean;
  readonly #rows: readonly Row[];

  constructor(props: {
    readonly batchId: number;
    readonly schema: StructType;
    readonly rows: readonly Row[];
    readonly outputMode?: OutputMode;
    readonly queryId?: string;
    /** @default false */
    readonly isRerun?: boolean;
  }) {
    this.batchId = props.batchId;
    this.queryId = props.queryId ?? '0f8fad5b-d9cb-469f-a165-70867728950e';
    this.outputMode = props.outputMode ?? 'append';
    this.schema = props.schema;
    this.isRerun = props.isRerun ?? false;
    this.#rows = props.rows;
  }

  collect(): Promise<readonly Row[]> {
    return Promise.resolve(this.#rows);
  }

  count(): Promise<number> {
    return Promise.resolve(this.#rows.length);
  }

  async writeFiles(output: FileOutput): Promise<readonly WrittenFile[]> {
    const names = this.schema.fields.map((field) => field.name);
    const byPath = Map.groupBy(this.#rows, (row) => {
      const folders = output.partitionBy.map((key) => `${key}=${String(row[names.indexOf(key)])}`);
      return [...folders, output.fileName].join('/');
    });
    const written = [...byPath].map(async ([relativePath, rows]) => {
      const lines = rows.map((row) => {
        const cells = names.map((name, i) => [name, row[i]] as const);
        return JSON.stringify(Object.fromEntries(cells.filter(([name]) => !output.partitionBy.includes(name))));
      });
      const file = join(output.directory, relativePath);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${lines.join('\n')}\n`);
      return { relativePath, rows: rows.length, bytes: lines.join('\n').length + 1 };
    });
    return Promise.all(written);
  }
}
