import { ConnectorError, MillraceError } from '../../errors/index.ts';

/** What was thrown, as an Error: the user's code may throw anything. For a failure of the user's code, what that code has thrown. */
export function asError(thrown: unknown): Error {
  if (
    thrown instanceof MillraceError &&
    thrown.condition === 'FOREACH_USER_FUNCTION_ERROR' &&
    thrown.cause !== undefined
  )
    return asError(thrown.cause);
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The failure of a query whose writer has thrown something. */
export function userError(thrown: unknown): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const reason = asError(thrown).message;
  return new ConnectorError('FOREACH_USER_FUNCTION_ERROR', { reason }, { cause: thrown });
}
