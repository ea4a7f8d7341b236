import type { AttributeReference, Expr } from '../../expression/expr.ts';
import { call } from '../../expression/expr.ts';
import { collect } from '../../expression/traverse.ts';
import { typeOf } from '../../expression/type-of.ts';
import { isNumeric } from '../../types/data-type.ts';
import type { StateWatermark } from '../watermark-flow.ts';

/** A stream-stream join condition taken apart. */
export interface JoinCondition {
  /** Conjuncts over the columns of one side only. */
  readonly leftOnly: readonly Expr[];
  readonly rightOnly: readonly Expr[];
  /** Conjuncts over both sides (or none). */
  readonly both: readonly Expr[];
  readonly left: SideEviction;
  readonly right: SideEviction;
  /** For the rows of a side, how far they may lie before those that they match. */
  readonly leftReach: TimeReach | undefined;
  readonly rightReach: TimeReach | undefined;
}

/** A row matches only if its `time` is later than `reference` of the other side's row plus the offset. */
export interface TimeReach {
  readonly time: AttributeReference;
  readonly reference: AttributeReference;
  readonly offsetMs: number;
}

/**
 * When a stored row of one side can have no more matches: once `eventTime` is at or below the state watermark. `undefined`: never, by what
 * the condition says.
 */
export type SideEviction = ({ readonly eventTime: AttributeReference } & StateWatermark) | undefined;

type Attributes = readonly AttributeReference[];

export function analyseJoinCondition(condition: Expr | undefined, left: Attributes, right: Attributes): JoinCondition {
  const conjuncts = condition === undefined ? [] : splitConjuncts(condition);
  const sideOf = (expr: Expr) => ({ left: usesAny(expr, left), right: usesAny(expr, right) });
  const leftOnly = conjuncts.filter((c) => sideOf(c).left && !sideOf(c).right);
  const rightOnly = conjuncts.filter((c) => sideOf(c).right && !sideOf(c).left);
  const both = conjuncts.filter((c) => !leftOnly.includes(c) && !rightOnly.includes(c));
  const reaches = { leftReach: reachOf(both, left, right), rightReach: reachOf(both, right, left) };
  const key = watermarkedKey(both, left);
  if (key !== undefined) {
    return { leftOnly, rightOnly, both, ...reaches, left: atKey(key.left), right: atKey(key.right) };
  }
  return {
    leftOnly,
    rightOnly,
    both,
    ...reaches,
    left: rangeEviction(conjuncts, left, right),
    right: rangeEviction(conjuncts, right, left),
  };
}

/** `a AND b AND c` as a list; BETWEEN as its two comparisons. */
export function splitConjuncts(expr: Expr): readonly Expr[] {
  if (expr.kind === 'Call' && expr.name === 'and') return expr.args.flatMap(splitConjuncts);
  if (expr.kind === 'Call' && expr.name === 'between') {
    const [value, low, high] = expr.args as [Expr, Expr, Expr];
    const type = { dataType: expr.dataType, nullable: expr.nullable };
    return [call('>=', [value, low], type), call('<=', [value, high], type)];
  }
  return [expr];
}

const isAttribute = (expr: Expr): expr is AttributeReference => expr.kind === 'AttributeReference';
const isAmong = (attribute: AttributeReference, side: Attributes) => side.some((a) => a.exprId === attribute.exprId);
const usesAny = (expr: Expr, side: Attributes) => collect(expr, isAttribute).some((a) => isAmong(a, side));
const marked = (attribute: AttributeReference) => attribute.metadata.watermarkDelayMs !== undefined;

const atKey = (eventTime: AttributeReference): SideEviction => ({ eventTime, offsetMs: 0 });

/** The first equality between plain columns of which one carries a watermark. */
function watermarkedKey(conjuncts: readonly Expr[], left: Attributes) {
  for (const conjunct of conjuncts) {
    if (conjunct.kind !== 'Call' || (conjunct.name !== '=' && conjunct.name !== '<=>')) continue;
    const [a, b] = conjunct.args as [Expr, Expr];
    if (!isAttribute(a) || !isAttribute(b) || !(marked(a) || marked(b))) continue;
    return isAmong(a, left) ? { left: a, right: b } : { left: b, right: a };
  }
  return undefined;
}

/**
 * From the comparisons of event times: `own >= other + c` means that a row can match only `other` up to `own - c`, and future ones are above the
 * watermark. `>=` takes a millisecond off, `>` does not. Both sides must carry a watermark, the other one in the column that is compared.
 * | condition        | row removed once its time is <= |
 * |------------------|----------------------------------|
 * | own >= other + c | watermark + c - 1 ms             |
 * | own >  other + c | watermark + c                    |
 * | number >  n      | at most n seconds after 1970     |
 * The last line is Spark's: it takes any number for a time in seconds, so `left.v > 1` in ON of a left outer join keeps the left rows for ever.
 */
function rangeEviction(conjuncts: readonly Expr[], own: Attributes, other: Attributes): SideEviction {
  const bounds = conjuncts.map((conjunct) => lowerBound(conjunct, own, other)).filter((bound) => bound !== undefined);
  const least = bounds.reduce<SideEviction>(
    (best, bound) => (best === undefined || bound.offsetMs < best.offsetMs ? bound : best),
    undefined,
  );
  const caps = conjuncts.map((conjunct) => numberBoundMs(conjunct, own)).filter((cap) => cap !== undefined);
  return least === undefined || caps.length === 0 ? least : { ...least, capMs: Math.min(...caps) };
}

interface Comparison {
  readonly greater: Expr;
  readonly lesser: Expr;
  readonly strict: boolean;
}

function comparisonOf(conjunct: Expr): Comparison | undefined {
  if (conjunct.kind !== 'Call') return undefined;
  const [a, b] = conjunct.args;
  if (a === undefined || b === undefined) return undefined;
  const strict = conjunct.name === '>' || conjunct.name === '<';
  if (conjunct.name === '>' || conjunct.name === '>=') return { greater: a, lesser: b, strict };
  return conjunct.name === '<' || conjunct.name === '<=' ? { greater: b, lesser: a, strict } : undefined;
}

/** Spark takes what bounds any column of a side for a bound of its event time. */
function lowerBound(conjunct: Expr, own: Attributes, other: Attributes) {
  const bound = timeBound(conjunct, own, other);
  const eventTime = own.find(marked);
  if (bound === undefined || eventTime === undefined || !marked(bound.reference)) return undefined;
  return { eventTime, offsetMs: bound.offsetMs };
}

function timeBound(conjunct: Expr, own: Attributes, other: Attributes): TimeReach | undefined {
  const comparison = comparisonOf(conjunct);
  const [greater, lesser] =
    comparison === undefined ? [] : [linearTime(comparison.greater), linearTime(comparison.lesser)];
  if (comparison === undefined || greater === undefined || lesser === undefined) return undefined;
  const terms = [...greater.terms, ...negated(lesser.terms)];
  const time = terms.find(({ column, negative }) => !negative && isAmong(column, own));
  const reference = terms.find(({ column, negative }) => negative && isAmong(column, other));
  if (terms.length !== 2 || time === undefined || reference === undefined) return undefined;
  const offsetMs = Math.floor(lesser.offsetMs - greater.offsetMs) - (comparison.strict ? 0 : 1);
  return { time: time.column, reference: reference.column, offsetMs };
}

/** A day of a calendar interval is an hour or so longer or shorter where the clock changes. */
const CALENDAR_SLACK_MS = 86_400_000;

function reachOf(conjuncts: readonly Expr[], own: Attributes, other: Attributes): TimeReach | undefined {
  for (const conjunct of conjuncts) {
    const bound = timeBound(conjunct, own, other);
    if (bound?.time.dataType.kind !== 'timestamp' || bound.reference.dataType.kind !== 'timestamp') continue;
    if (collect(conjunct, isNumberOfTime).length > 0) continue;
    const slackMs = collect(conjunct, isCalendarInterval).length > 0 ? CALENDAR_SLACK_MS : 0;
    return { ...bound, offsetMs: bound.offsetMs - slackMs };
  }
  return undefined;
}

/** A number may have lost a part of the time. */
const isNumberOfTime = (expr: Expr): expr is Expr => expr.kind === 'Cast' && isNumeric(expr.dataType);

const isCalendarInterval = (expr: Expr): expr is Expr =>
  expr.kind === 'Literal' && expr.dataType.kind === 'calendarInterval';

/** `own.v + m > n` over numbers, as milliseconds. */
function numberBoundMs(conjunct: Expr, own: Attributes): number | undefined {
  const comparison = comparisonOf(conjunct);
  if (comparison === undefined) return undefined;
  const [greater, lesser] = [linearNumber(comparison.greater), linearNumber(comparison.lesser)];
  if (greater?.column === undefined || lesser === undefined || lesser.column !== undefined) return undefined;
  if (!isAmong(greater.column, own)) return undefined;
  const boundMs = Math.floor((lesser.constant - greater.constant) * 1000) - (comparison.strict ? 0 : 1);
  return Math.min(Math.max(boundMs, 0), MAX_TIME_MS);
}

interface LinearNumber {
  readonly column: AttributeReference | undefined;
  readonly constant: number;
}

/** A number, or a column of numbers, plus and minus constants. */
function linearNumber(expr: Expr): LinearNumber | undefined {
  if (!isNumeric(typeOf(expr))) return undefined;
  if (isAttribute(expr)) return { column: expr, constant: 0 };
  if (expr.kind === 'Cast') return linearNumber(expr.child);
  if (expr.kind === 'Literal')
    return expr.value === null ? undefined : { column: undefined, constant: Number(expr.value) };
  if (expr.kind !== 'Call' || (expr.name !== '+' && expr.name !== '-')) return undefined;
  const [a, b] = expr.args.map(linearNumber);
  if (a === undefined || b === undefined || (b.column !== undefined && (expr.name === '-' || a.column !== undefined)))
    return undefined;
  return {
    column: a.column ?? b.column,
    constant: expr.name === '+' ? a.constant + b.constant : a.constant - b.constant,
  };
}

interface Term {
  readonly column: AttributeReference;
  readonly negative: boolean;
}

interface LinearTime {
  readonly terms: readonly Term[];
  readonly offsetMs: number;
}

const negated = (terms: readonly Term[]): readonly Term[] =>
  terms.map(({ column, negative }) => ({ column, negative: !negative }));

const isTime = (expr: Expr): boolean => ['date', 'timestamp', 'timestamp_ntz'].includes(typeOf(expr).kind);

/** A sum of columns and constants, as a number of seconds too. Spark does not look into a difference of times. */
function linearTime(expr: Expr): LinearTime | undefined {
  const constant = constantMs(expr);
  if (constant !== undefined) return { terms: [], offsetMs: constant };
  if (isAttribute(expr)) return { terms: [{ column: expr, negative: false }], offsetMs: 0 };
  if (expr.kind === 'Cast' && (expr.dataType.kind === 'timestamp' || isNumeric(expr.dataType)))
    return linearTime(expr.child);
  if (expr.kind !== 'Call' || (expr.name !== '+' && expr.name !== '-') || expr.args.length !== 2) return undefined;
  const [a, b] = expr.args as [Expr, Expr];
  const [left, right] = [linearTime(a), linearTime(b)];
  if (left === undefined || right === undefined) return undefined;
  if (expr.name === '+') return { terms: [...left.terms, ...right.terms], offsetMs: left.offsetMs + right.offsetMs };
  if (isTime(a) && isTime(b)) return undefined;
  return { terms: [...left.terms, ...negated(right.terms)], offsetMs: left.offsetMs - right.offsetMs };
}

const DAY_MS = 86_400_000;
/** The last instant of a JavaScript date. */
const MAX_TIME_MS = 8_640_000_000_000_000;

/** A constant interval without months, or number of seconds, in milliseconds. */
function constantMs(expr: Expr): number | undefined {
  if (expr.kind === 'Cast') return constantMs(expr.child);
  if (expr.kind !== 'Literal' || expr.value === null) return undefined;
  if (isNumeric(expr.dataType)) return Number(expr.value) * 1000;
  if (expr.dataType.kind === 'dayTimeInterval') return Number(expr.value) / 1000;
  if (expr.dataType.kind !== 'calendarInterval' || typeof expr.value !== 'object') return undefined;
  if (expr.value.months !== 0) return undefined;
  return expr.value.days * DAY_MS + Number(expr.value.microseconds) / 1000;
}
