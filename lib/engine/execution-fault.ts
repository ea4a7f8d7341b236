import { ExecutionError, MillraceError } from '../errors/index.ts';

/** What DuckDB raised for a statement, as the error of the project; `functionFault` is what a JavaScript function threw meanwhile. */
export function executionFault(cause: unknown, sql: string, functionFault: Error | undefined): Error {
  if (cause instanceof MillraceError) return cause;
  if (functionFault !== undefined) return functionFault;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new ExecutionError('INTERNAL_ERROR', { message, sql }, { cause });
}
