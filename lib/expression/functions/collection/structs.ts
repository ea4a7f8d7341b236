import { AnalysisError } from '../../../errors/index.ts';
import { type StructField, structField, structType } from '../../../types/data-type.ts';
import { quoteIdentifier } from '../../duckdb-sql.ts';
import { type Call, call, type Expr } from '../../expr.ts';
import type { FunctionRecord, Signature } from '../../function-record.ts';
import { wrongNumberOfArguments } from '../../mismatch.ts';
import { nameOf, ROW, rowFieldName } from '../../name-of.ts';
import { isNullable, typeOf } from '../../type-of.ts';
import { scalarBy } from '../define.ts';

function structResult(args: readonly Expr[], names: readonly string[]): Signature {
  const fields: StructField[] = args.map((arg, i) =>
    structField(names[i] ?? `col${i + 1}`, typeOf(arg), isNullable(arg)),
  );
  return { args, dataType: structType(fields), nullable: false };
}

const pack = (args: readonly string[], expr: Call): string => {
  const type = expr.dataType;
  const fields = type?.kind === 'struct' ? type.fields : [];
  return `struct_pack(${args.map((arg, i) => `${quoteIdentifier(fields[i]?.name ?? `col${i + 1}`)} := ${arg}`).join(', ')})`;
};

function resolveNamedStruct(args: readonly Expr[]): Signature {
  if (args.length % 2 !== 0) wrongNumberOfArguments(call('named_struct', args), '2n (n > 0)');
  const names = args.filter((_, i) => i % 2 === 0);
  const values = args.filter((_, i) => i % 2 === 1);
  const texts = names.map((name) =>
    name.kind === 'Literal' && typeof name.value === 'string' ? name.value : undefined,
  );
  if (texts.some((t) => t === undefined)) {
    const sqlExpr = nameOf(call('named_struct', args));
    throw new AnalysisError('DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING', {
      sqlExpr,
      inputExprs: names.map((n) => `"${nameOf(n)}"`).join(', '),
    });
  }
  return { ...structResult(values, texts.map(String)), args };
}

/** Structs. */
export const structFunctions: readonly FunctionRecord[] = [
  scalarBy(
    ['struct', 'struct(expr, …)', 'A struct of the values, with the names of the columns.'],
    (args) => structResult(args, args.map(rowFieldName)),
    pack,
  ),
  scalarBy(
    [ROW, '(expr, …)', 'A struct of the values, with the names of the columns.'],
    (args) => structResult(args, args.map(rowFieldName)),
    pack,
  ),
  scalarBy(
    ['named_struct', 'named_struct(name, expr, …)', 'A struct of the values under the names given.'],
    resolveNamedStruct,
    (args, expr) =>
      pack(
        args.filter((_, i) => i % 2 === 1),
        expr,
      ),
  ),
];
