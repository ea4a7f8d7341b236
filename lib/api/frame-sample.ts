import { AnalysisError } from '../errors/index.ts';
import { type AttributeReference, call, type Expr, literal } from '../expression/expr.ts';
import { SAMPLE } from '../expression/functions/window-functions.ts';
import { DoubleType, LongType } from '../types/data-type.ts';

/** Hashes are told apart this finely: shares to one part in a million. */
const SLOTS = 1_000_000;

/** A condition that keeps about this share of the rows: a hash of the row and the seed decides. For streams it is what the checker refuses. */
export function sampleCondition(
  output: readonly AttributeReference[],
  fraction: number,
  seed: number,
  isStreaming: boolean,
): Expr {
  if (!(fraction >= 0 && fraction <= 1)) throw new AnalysisError('INVALID_SAMPLE_FRACTION', { fraction });
  if (isStreaming) return call(SAMPLE, [literal(fraction * 100, DoubleType)]);
  const hashable = output.filter(({ dataType }) => dataType.kind !== 'map');
  const hash = call('xxhash64', [literal(String(seed), LongType), ...hashable]);
  const slot = call('pmod', [hash, literal(String(SLOTS), LongType)]);
  return call('<', [slot, literal(String(Math.round(fraction * SLOTS)), LongType)]);
}
