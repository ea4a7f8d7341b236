import type { AttributeReference, Expr } from '../../expression/expr.ts';
import { typeOf } from '../../expression/type-of.ts';
import type { Join, JoinType } from '../../plan/logical-plan.ts';
import { outputOf } from '../../plan/output.ts';
import { splitComparisons } from '../conjuncts.ts';
import { referencesOf } from '../hidden-columns.ts';
import { isEventTime } from './event-time.ts';

type Attributes = readonly AttributeReference[];

/** Sides of which it must be known when their rows can have no more partners. */
const BOUNDED_SIDES: Record<JoinType, readonly ('left' | 'right')[]> = {
  inner: [],
  cross: [],
  leftOuter: ['left'],
  leftSemi: ['left'],
  leftAnti: ['left'],
  rightOuter: ['right'],
  fullOuter: ['left', 'right'],
};

/**
 * Whether the rows of the side that is kept without a partner can be given up some day: a watermarked column is among the equal keys, or the
 * other side has a watermark and a comparison bounds this side's time from below by the other's. A full outer join needs either side bounded.
 */
export function boundsState(join: Join): boolean {
  const [left, right] = [outputOf(join.left), outputOf(join.right)];
  const conjuncts = join.condition === undefined ? [] : splitComparisons(join.condition);
  if (conjuncts.some((conjunct) => isWatermarkedKey(conjunct, left, right))) return true;
  return BOUNDED_SIDES[join.joinType].some((side) => {
    const [own, other] = side === 'left' ? [left, right] : [right, left];
    return conjuncts.some((conjunct) => boundsFromBelow(conjunct, own, other));
  });
}

const isAmong = (expr: Expr, side: Attributes): boolean => {
  const references = referencesOf(expr);
  return references.length > 0 && references.every((a) => side.some((b) => b.exprId === a.exprId));
};

function isWatermarkedKey(expr: Expr, left: Attributes, right: Attributes): boolean {
  if (expr.kind !== 'Call' || (expr.name !== '=' && expr.name !== '<=>')) return false;
  const [a, b] = expr.args;
  if (a === undefined || b === undefined || !(isEventTime(a) || isEventTime(b))) return false;
  return (isAmong(a, left) && isAmong(b, right)) || (isAmong(a, right) && isAmong(b, left));
}

const LESS: readonly string[] = ['<', '<='];
const GREATER: readonly string[] = ['>', '>='];

/** `own >= other + constant`, in any writing, where `other` carries a watermark. */
function boundsFromBelow(expr: Expr, own: Attributes, other: Attributes): boolean {
  if (expr.kind !== 'Call') return false;
  const [first, second] = expr.args;
  if (first === undefined || second === undefined) return false;
  const ordered = GREATER.includes(expr.name) ? [first, second] : LESS.includes(expr.name) ? [second, first] : [];
  const [greater, less] = ordered.map((side) => linearTerms(side));
  if (greater === undefined || less === undefined) return false;
  const terms = [...greater, ...less.map((term) => ({ ...term, negative: !term.negative }))];
  const mine = terms.filter((term) => own.some((a) => a.exprId === term.column.exprId));
  const theirs = terms.filter((term) => other.some((a) => a.exprId === term.column.exprId));
  const [bounded] = mine;
  const [bound] = theirs;
  return (
    mine.length === 1 &&
    theirs.length === 1 &&
    bounded?.negative === false &&
    bound?.negative === true &&
    isEventTime(bound.column)
  );
}

interface Term {
  readonly column: AttributeReference;
  readonly negative: boolean;
}

/** The columns of a sum of columns and constants; undefined for anything else. Months have no fixed length, and Spark does not look into a difference of times. */
function linearTerms(expr: Expr, negative = false): readonly Term[] | undefined {
  switch (expr.kind) {
    case 'AttributeReference':
      return [{ column: expr, negative }];
    case 'Literal':
      return hasMonths(expr.value) || expr.dataType.kind === 'yearMonthInterval' ? undefined : [];
    case 'Cast':
      return linearTerms(expr.child, negative);
    case 'Call': {
      const [a, b] = expr.args;
      if (expr.name === 'negative' && a !== undefined) return linearTerms(a, !negative);
      if ((expr.name !== '+' && expr.name !== '-') || a === undefined || b === undefined) return undefined;
      if (expr.name === '-' && isTime(a) && isTime(b)) return undefined;
      const [first, second] = [linearTerms(a, negative), linearTerms(b, expr.name === '-' ? !negative : negative)];
      return first === undefined || second === undefined ? undefined : [...first, ...second];
    }
    default:
      return undefined;
  }
}

const isTime = (expr: Expr): boolean => ['date', 'timestamp', 'timestamp_ntz'].includes(typeOf(expr).kind);

const hasMonths = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'months' in value && value.months !== 0;
