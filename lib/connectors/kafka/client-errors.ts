/** Every error that an error of the client consists of, itself included. */
function* errorsWithin(error: unknown): Generator<Record<string, unknown>> {
  if (typeof error !== 'object' || error === null) return;
  yield error as Record<string, unknown>;
  if ('errors' in error && Array.isArray(error.errors)) for (const inner of error.errors) yield* errorsWithin(inner);
  if ('cause' in error) yield* errorsWithin(error.cause);
}

/**
 * Whether the same request may work in a moment: a broker is away, or is just taking over partitions. The client calls an answer that did not come in time
 * final; that is its view of one connection, and another one may answer.
 */
export function isTransient(error: unknown): boolean {
  let isClientError = false;
  for (const { code, canRetry, closed } of errorsWithin(error)) {
    if (closed === true) return false;
    if (code === 'PLT_KFK_NETWORK') isClientError = true;
    else if (canRetry === false) return false;
    else if (canRetry === true) isClientError = true;
  }
  return isClientError;
}

/** Whether some part of an error is Kafka's answer of that name. */
export function hasKafkaError(error: unknown, ...ids: readonly string[]): boolean {
  for (const { apiId } of errorsWithin(error)) if (typeof apiId === 'string' && ids.includes(apiId)) return true;
  return false;
}

/** What an error comes down to, in one line. */
export function reasonOf(error: unknown): string {
  const messages = new Set<string>();
  for (const { message, errors, cause } of errorsWithin(error)) {
    if (typeof message === 'string' && message !== '' && !Array.isArray(errors) && cause === undefined) {
      messages.add(message.replace(/\.$/, ''));
    }
  }
  const all = [...messages].slice(0, 3);
  return all.length > 0 ? all.join('; ') : String(error instanceof Error ? error.message : error);
}
