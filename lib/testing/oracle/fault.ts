import { MillraceError } from '../../errors/index.ts';
import type { OracleFault } from './oracle-case.ts';

/** An error as the cases write it: the innermost condition of the chain of causes, and the first line of its message. */
export function faultOf(error: unknown, phase: OracleFault['phase']): OracleFault {
  const chain = [...causes(error)];
  const named = chain.findLast((cause) => cause instanceof MillraceError);
  const innermost = named ?? chain.at(-1);
  const message = innermost instanceof Error ? innermost.message : String(innermost);
  return {
    phase,
    error: named?.condition ?? (innermost instanceof Error ? innermost.name : typeof innermost),
    ...(named?.sqlState === undefined ? {} : { sqlState: named.sqlState }),
    message: message.trimStart().split('\n')[0] ?? '',
  };
}

function* causes(error: unknown): Generator<unknown> {
  yield error;
  if (error instanceof Error && error.cause !== undefined) yield* causes(error.cause);
}
