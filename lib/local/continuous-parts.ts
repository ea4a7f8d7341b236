import type { StreamRequest } from '../contracts/session-backend.ts';
import { QueryStartError } from '../errors/index.ts';
import type { ContinuousParts } from '../runtime/continuous-execution.ts';
import type { ExecutionParts } from '../runtime/execution-parts.ts';

/** The parts of a continuous run, out of those of any run; refuses a source or sink that, as its options are, has no continuous form. */
export function continuousParts(parts: ExecutionParts, { format }: StreamRequest, intervalMs: number): ContinuousParts {
  const [source] = parts.sources;
  const relation = parts.runner.program.sources[0]?.relation;
  if (source?.continuous === undefined)
    throw new QueryStartError('_LEGACY_ERROR_TEMP_2253', { sourceName: relation?.format ?? 'none' });
  const rowSink = parts.sink.continuous?.(parts.runner.program.schema);
  if (rowSink === undefined) throw new QueryStartError('_LEGACY_ERROR_TEMP_1195', { source: format });
  return { ...parts, source: source as ContinuousParts['source'], rowSink, intervalMs };
}
