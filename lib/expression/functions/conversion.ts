import {
  BinaryType,
  BooleanType,
  ByteType,
  type DataType,
  DateType,
  DoubleType,
  decimalType,
  FloatType,
  IntegerType,
  LongType,
  ShortType,
  StringType,
  TimestampType,
} from '../../types/data-type.ts';
import { castMode } from '../coercion.ts';
import { castSql } from '../duckdb-cast.ts';
import type { Expr } from '../expr.ts';
import type { FunctionRecord } from '../function-record.ts';
import { typeOf } from '../type-of.ts';
import { ANY } from '../type-rule.ts';
import { scalar } from './define.ts';

const TARGETS: readonly (readonly [name: string, type: DataType])[] = [
  ['bigint', LongType],
  ['binary', BinaryType],
  ['boolean', BooleanType],
  ['date', DateType],
  ['decimal', decimalType()],
  ['double', DoubleType],
  ['float', FloatType],
  ['int', IntegerType],
  ['smallint', ShortType],
  ['string', StringType],
  ['timestamp', TimestampType],
  ['tinyint', ByteType],
];

/** `int(x)` and its kin: CAST written as a call. */
export const conversionFunctions: readonly FunctionRecord[] = TARGETS.map(([name, type]) =>
  scalar([name, `${name}(expr)`, `The same as CAST(expr AS ${name.toUpperCase()}).`], {
    params: [ANY],
    returns: type,
    sql: ([x], expr, context) => castSql(x, typeOf(expr.args[0] as Expr), type, castMode(context), context),
  }),
);
