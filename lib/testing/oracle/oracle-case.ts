import { basename } from 'node:path';
import type { SqlArgs } from '../../api/sql-arguments.ts';
import type { OutputMode } from '../../contracts/output-mode.ts';
import { MillraceError } from '../../errors/index.ts';
import type { Json } from '../../util/json.ts';
import { checkCase } from './check-case.ts';
import { withNumberText } from './number-text.ts';

/** A table of a case: JSON documents, or input lines as they stand. */
export type InputRow = unknown;

/** One view of a case: SQL text, or operations of the DataFrame API in this order. */
export type OracleView =
  | { readonly view: string; readonly sql: string; readonly args?: SqlArgs }
  | {
      readonly view: string;
      readonly from: string;
      readonly withWatermark?: readonly [column: string, delay: string];
      /** Key columns; none: all columns. */
      readonly dropDuplicates?: readonly string[];
      readonly dropDuplicatesWithinWatermark?: readonly string[];
      readonly distinct?: true;
      readonly selectExpr?: readonly string[];
    };

/** A streaming case as conformance/README.md describes it. Input rows keep the spelling of their numbers. */
export interface OracleCase {
  readonly name: string;
  readonly about?: string;
  readonly sources: Readonly<
    Record<string, { readonly schema: string; readonly watermark?: readonly [column: string, delay: string] }>
  >;
  readonly static?: Readonly<Record<string, { readonly schema: string; readonly rows: readonly InputRow[] }>>;
  readonly views: readonly OracleView[];
  readonly outputMode: OutputMode;
  readonly conf?: Readonly<Record<string, string>>;
  readonly ordered?: boolean;
  readonly restart?: boolean;
  readonly steps: readonly { readonly add?: Readonly<Record<string, readonly InputRow[]>> }[];
  readonly expect?: OracleResult;
}

/** A refused query, or a failed batch. */
export interface OracleFault {
  readonly phase: 'analysis' | 'start' | 'batch';
  readonly error: string;
  readonly sqlState?: string;
  readonly message: string;
}

export interface OracleBatch {
  readonly batch: number;
  readonly rows: readonly (readonly Json[])[];
  readonly watermark?: string;
  readonly stateRows?: readonly number[];
  readonly droppedByWatermark?: readonly number[];
}

export interface OracleStep extends Partial<OracleFault> {
  readonly batches: readonly OracleBatch[];
}

/** What came of a case. */
export interface OracleResult extends Partial<OracleFault> {
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly steps?: readonly OracleStep[];
}

/** Reads a case; `file` is where it stands: for errors, and its name where it has none. */
export function parseOracleCase(text: string, file: string): OracleCase {
  const plain = parseDocument(text, file);
  checkCase(plain, file);
  const exact = withNumberText(text) as OracleCase;
  const tables = { steps: exact.steps, ...(exact.static === undefined ? {} : { static: exact.static }) };
  return { name: basename(file, '.json'), ...plain, ...tables };
}

function parseDocument(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = `is no JSON: ${(error as Error).message}`;
    throw new MillraceError(
      'CASE_MALFORMED',
      { file, field: 'The document', why, remedy: 'Write one JSON object, as conformance/README.md describes it.' },
      { cause: error },
    );
  }
}
