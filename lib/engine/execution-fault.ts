import { type ConditionName, ExecutionError, MillraceError } from '../errors/index.ts';
import { faultOf } from '../expression/duckdb-faults.ts';

interface FileFault {
  readonly pattern: RegExp;
  readonly condition: ConditionName;
}

/** DuckDB's messages about files; the first group is the path, or the limit that is passed. */
const FILE_FAULTS: readonly FileFault[] = [
  { pattern: /No files found that match the pattern "(.+)"/, condition: 'FAILED_READ_FILE.FILE_NOT_EXIST' },
  { pattern: /Cannot open file "(.+)": No such file/, condition: 'FAILED_READ_FILE.FILE_NOT_EXIST' },
  { pattern: /could not read content of file '(.+)' as valid UTF-8/, condition: 'FAILED_READ_FILE.NOT_UTF8' },
  {
    pattern: /Maximum line size of (\d+) bytes exceeded/,
    condition: 'FAILED_READ_FILE.LINE_TOO_LONG',
  },
  { pattern: /not utf-8 encoded[\s\S]*?file ?= ?(.+)/i, condition: 'FAILED_READ_FILE.NOT_UTF8' },
  {
    pattern: /(?:'|")([^'"]+)(?:'|"): (?:.*)(?:magic bytes|footer|too small to be a Parquet)/,
    condition: 'FAILED_READ_FILE.CORRUPT_FILE',
  },
];

/** What DuckDB raised for a statement, as the error of the project; `functionFault` is what a JavaScript function threw meanwhile. */
export function executionFault(cause: unknown, sql: string, functionFault: Error | undefined): Error {
  if (cause instanceof MillraceError) return cause;
  if (functionFault !== undefined) return functionFault;
  const message = cause instanceof Error ? cause.message : String(cause);
  const fault = faultOf(message);
  if (fault !== undefined) return new ExecutionError(fault.condition, fault.params, { cause });
  return fileFault(message, cause) ?? new ExecutionError('INTERNAL_ERROR', { message, sql }, { cause });
}

function fileFault(message: string, cause: unknown): Error | undefined {
  for (const { pattern, condition } of FILE_FAULTS) {
    const detail = pattern.exec(message)?.[1];
    if (detail !== undefined)
      return new ExecutionError(condition, { path: detail, limit: detail, reason: firstWords(message) }, { cause });
  }
  return undefined;
}

const MAX_REASON = 500;

/** DuckDB repeats the line that it failed on, which may be all of the file. */
const firstWords = (message: string): string =>
  message.length > MAX_REASON ? `${message.slice(0, MAX_REASON)}…` : message;
