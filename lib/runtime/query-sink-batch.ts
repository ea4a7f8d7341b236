import type { Executor } from '../contracts/executor.ts';
import type { OutputMode } from '../contracts/output-mode.ts';
import type { FileOutput, SinkBatch, WrittenFile } from '../contracts/sink.ts';
import { BooleanType, LongType, type StructType, structField, structType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';

interface SinkBatchProps {
  readonly executor: Executor;
  readonly sql: string;
  readonly schema: StructType;
  readonly batchId: number;
  readonly queryId: string;
  readonly outputMode: OutputMode;
  readonly isRerun: boolean;
}

const COUNT = structType([structField('count', LongType), structField('isEmpty', BooleanType)]);

/** A batch's result as the sink sees it: a SELECT that runs when the sink asks. */
export class QuerySinkBatch implements SinkBatch {
  readonly batchId: number;
  readonly queryId: string;
  readonly outputMode: OutputMode;
  readonly schema: StructType;
  readonly isRerun: boolean;
  readonly #executor: Executor;
  readonly #sql: string;

  constructor(props: SinkBatchProps) {
    this.batchId = props.batchId;
    this.queryId = props.queryId;
    this.outputMode = props.outputMode;
    this.schema = props.schema;
    this.isRerun = props.isRerun;
    this.#executor = props.executor;
    this.#sql = props.sql;
  }

  collect(): Promise<readonly Row[]> {
    return this.#executor.query(this.#sql, this.schema);
  }

  writeFiles(output: FileOutput): Promise<readonly WrittenFile[]> {
    return this.#executor.writeFiles(this.#sql, this.schema, output);
  }

  /** The hash makes DuckDB compute every column, so that a batch whose values cannot be computed fails whatever its sink is. */
  async count(): Promise<number> {
    const rows = await this.#executor.query(
      `SELECT count(*), max(hash(result)) IS NULL FROM (${this.#sql}) result`,
      COUNT,
    );
    return Number(rows[0]?.[0] ?? 0);
  }
}
