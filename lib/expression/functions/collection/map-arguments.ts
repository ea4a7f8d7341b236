import { AnalysisError } from '../../../errors/index.ts';
import { type MapType, mapType, NullType, sqlName } from '../../../types/data-type.ts';
import { type Call, call, type Expr } from '../../expr.ts';
import { nameOf } from '../../name-of.ts';
import { typeOf } from '../../type-of.ts';
import { firstType } from '../arguments.ts';

/** The type of an argument that is a map; of any other, a map of nothing. */
export const mapOf = (args: readonly Expr[]): MapType => {
  const type = firstType(args);
  return type.kind === 'map' ? type : mapType(NullType, NullType);
};

/** Whether the first argument is a map. */
export const isMap = (expr: Call): boolean => firstType(expr.args).kind === 'map';

/** Refuses a key that is none of the map's. */
export function differentKey(name: string, args: readonly Expr[]): never {
  const [leftType = '', rightType = ''] = args.map((arg) => sqlName(typeOf(arg)));
  const params = { sqlExpr: nameOf(call(name, args)), functionName: name, leftType, rightType };
  throw new AnalysisError('DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES', params);
}
