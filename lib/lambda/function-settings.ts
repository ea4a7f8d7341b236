import { QueryStartError } from '../errors/index.ts';

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What DuckDB may take of a function. */
interface FunctionResources {
  /** Undefined outside of Lambda: DuckDB's own default. */
  readonly memoryLimitBytes: number | undefined;
  readonly threads: number | undefined;
}

const MB = 1024 * 1024;
/** Memory at which a function has one vCPU. */
const MB_PER_VCPU = 1769;
/** What Node, the bundle and rows on their way take; a large function hands larger batches to sinks. */
const NODE_MB = 192;
const NODE_SHARE = 0.3;
const LEAST_MB = 64;

/** DuckDB's share of the function's memory, and a thread per vCPU. */
export function functionResources(environment: Environment): FunctionResources {
  const memoryMb = Number(environment['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']);
  if (!Number.isFinite(memoryMb) || memoryMb <= 0) return { memoryLimitBytes: undefined, threads: undefined };
  const duckDbMb = Math.max(LEAST_MB, Math.floor(memoryMb - Math.max(NODE_MB, memoryMb * NODE_SHARE)));
  return { memoryLimitBytes: duckDbMb * MB, threads: Math.max(1, Math.round(memoryMb / MB_PER_VCPU)) };
}

/** A variable that must be there; `expected` says what it holds. */
export function requiredVariable(environment: Environment, name: string, expected: string): string {
  const value = environment[name];
  if (value !== undefined && value !== '') return value;
  throw new QueryStartError('LAMBDA_ENVIRONMENT_INVALID', {
    name,
    value: value === undefined ? 'not set' : 'empty',
    why: 'the function cannot know its query without it',
    expected,
  });
}
