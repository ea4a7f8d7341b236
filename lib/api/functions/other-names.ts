import type { Column } from '../column.ts';
import type { DataFrame } from '../data-frame.ts';
import type { ColumnOrName, ExpressionOf } from '../typing/argument.ts';
import type { Apply, Returns } from '../typing/expression-type.ts';
import { shiftleft, shiftright, shiftrightunsigned } from './bitwise.ts';
import { binary, invoke, lit, nullary, ofColumns, toColumn, unary, unaryBy, withLiterals } from './call-function.ts';

// Functions of PySpark that say in other words what another one here says; the names of their columns differ.

type C = ColumnOrName;
type Int = 'int' | null;
type Text = 'string' | null;
type Instant = 'timestamp' | null;

export const ucase = unary<Text>('ucase');
export const lcase = unary<Text>('lcase');
export const charLength = unary<Int>('char_length');
export const characterLength = unary<Int>('character_length');
export const sha = unary<Text>('sha');
export const jaroWinklerSimilarity = binary<'double' | null>('jaro_winkler_similarity');
/** The text from `position` on, of a length if one is given; all are columns. */
export const substr = ofColumns<Text, [text: C, position: C, length?: C]>('substr');
/** Where a text is within another, from 1; 0 if nowhere. All are columns. */
export const position = ofColumns<Int, [part: C, text: C, start?: C]>('position');
export const cardinality = unary<Int>('cardinality');

export const ceiling = unaryBy('wholeNumber', 'ceiling');
export const sign = unaryBy('numericDouble', 'sign');
export const power = <const A extends ColumnOrName, const B extends ColumnOrName | number>(
  base: A,
  exponent: B,
): Column<Apply<'numericDouble', [ExpressionOf<A>, B extends number ? 'double' : ExpressionOf<B>]>> =>
  typeof exponent === 'number' ? invoke('power', [base], [exponent]) : invoke('power', [base, exponent]);
export const bitGet = ofColumns<Int, [column: C, position: C]>('bit_get');
export { shiftleft as shiftLeft, shiftright as shiftRight, shiftrightunsigned as shiftRightUnsigned };

export const arrayAgg = unaryBy('list', 'array_agg');
export const firstValue = unaryBy('orNull', 'first_value');
export const lastValue = unaryBy('orNull', 'last_value');
export const every = unary<'boolean' | null>('every');
export const some = unary<'boolean' | null>('some');
export const std = unaryBy('statistic', 'std');
export const approxPercentile = <const A extends ColumnOrName>(
  column: A,
  share: number,
  accuracy = 10_000,
): Column<Apply<'orNull', [ExpressionOf<A>]>> => invoke('approx_percentile', [column], [share, accuracy]);
export const stringAgg = withLiterals<Text, [delimiter?: string]>('string_agg');
/** `listagg` of the different values. */
export const listaggDistinct = <const A extends ColumnOrName>(
  column: A,
  delimiter?: string,
): Column<Returns<Text, [ExpressionOf<A>]>> =>
  invoke('listagg', [column], delimiter === undefined ? [] : [delimiter], { distinct: true });
/** The same as {@link listaggDistinct}. */
export const stringAggDistinct = listaggDistinct;

export const curdate = nullary<'date'>('curdate');
export const now = nullary<'timestamp'>('now');
export const dateDiff = binary<Int>('date_diff');
export const dateFromUnixDate = unary<'date' | null>('date_from_unix_date');
export const dateadd = ofColumns<'date' | null, [start: C, days: C | number]>('dateadd');
export const datepart = ofColumns<'any' | null, [field: C, source: C]>('datepart');
/** A field of a time, `lit('YEAR')` for one. */
export const extract = ofColumns<'any' | null, [field: C, source: C]>('extract');
/** A wall clock of one zone in another; the first is the session's where it is null. */
export const convertTimezone = (source: C | null, target: C, time: C): Column<'timestamp_ntz' | null> =>
  invoke('convert_timezone', source === null ? [target, time] : [source, target, time]);
export const currentTimezone = nullary<'string'>('current_timezone');
export const currentCatalog = nullary<'string'>('current_catalog');
export const currentDatabase = nullary<'string'>('current_database');
export const currentSchema = nullary<'string'>('current_schema');
export const toTimestampLtz = ofColumns<Instant, [text: C, pattern?: C]>('to_timestamp_ltz');
export const makeTimestampLtz = ofColumns<
  Instant,
  [year: C, month: C, day: C, hour: C, minute: C, second: C, zone?: C]
>('make_timestamp_ltz');
/** {@link makeTimestampLtz} that gives null for what is no time. */
export const tryMakeTimestampLtz = ofColumns<
  Instant,
  [year: C, month: C, day: C, hour: C, minute: C, second: C, zone?: C]
>('try_make_timestamp_ltz');
/** A time so many units later: `timestampAdd('MONTH', 'n', 't')`. */
export const timestampAdd = (unit: string, quantity: C, time: C): Column<'any' | null> =>
  invoke('timestampadd', [lit(unit.toUpperCase()), quantity, time]);
/** The whole units between two times. */
export const timestampDiff = (unit: string, start: C, end: C): Column<'bigint' | null> =>
  invoke('timestampdiff', [lit(unit.toUpperCase()), start, end]);

/** The type of a value, as text. */
export const typeOf = unary<'string'>('typeof');
/** {@link typeOf} under the name that PySpark has it by: `import * as F` and `F.typeof`. */
export { typeOf as typeof };
/** `inline` that keeps a row without elements. */
export const inlineOuter = (column: C): Column => invoke('inline_outer', [toColumn(column)]);
/** A hint that a table is small; it changes nothing here, where there is no exchange. */
export const broadcast = <S>(frame: DataFrame<S>): DataFrame<S> => frame;
