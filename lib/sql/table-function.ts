import { AnalysisError } from '../errors/index.ts';
import { call, type Expr, literal, unresolvedAttribute } from '../expression/expr.ts';
import { generate, type LogicalPlan, localRelation, project, subqueryAlias } from '../plan/logical-plan.ts';
import { LongType } from '../types/data-type.ts';
import { asLiteral } from './conversion.ts';
import { unsupportedSql } from './sql-error.ts';

/** Generators with the names of their columns: all that a table function can be, besides `range`. */
const GENERATORS: Readonly<Record<string, readonly string[]>> = Object.freeze({
  explode: ['col'],
  explode_outer: ['col'],
  posexplode: ['pos', 'col'],
  posexplode_outer: ['pos', 'col'],
});
const MOST_ROWS = 100_000;

/** `range(…)` or `explode(…)` in FROM: rows of their own, the same in every batch. */
export function tableFunction(name: string, args: readonly Expr[]): LogicalPlan {
  if (name === 'range') return range(args);
  const columnNames = GENERATORS[name];
  if (columnNames === undefined) throw new AnalysisError('UNRESOLVABLE_TABLE_VALUED_FUNCTION', { name });
  if (args[0]?.kind === 'Call' && args[0].name === 'map') throw unsupportedSql(`${name} of a map in FROM`);
  const outer = name.endsWith('_outer');
  const generator = call(outer ? name.slice(0, -'_outer'.length) : name, args);
  const generated = generate({ generator, outer, columnNames, child: localRelation([[]], []) });
  return project(
    columnNames.map((column) => unresolvedAttribute(column)),
    generated,
  );
}

/** `range(end)`, `range(start, end[, step])`: the numbers from start to before end, in the column `id`. */
function range(args: readonly Expr[]): LogicalPlan {
  const given = args.map((arg) => {
    const value = asLiteral(arg)?.value;
    if (typeof value !== 'number' && typeof value !== 'bigint')
      throw unsupportedSql('range by an expression', 'Give range whole numbers.');
    return BigInt(value);
  });
  const [start, end, step] =
    given.length === 1 ? [0n, given[0] ?? 0n, 1n] : [given[0] ?? 0n, given[1] ?? 0n, given[2] ?? 1n];
  const rows: Expr[][] = [];
  for (let id = start; step > 0n ? id < end : id > end; id += step) {
    if (rows.length === MOST_ROWS)
      throw unsupportedSql(`range of more than ${MOST_ROWS} rows`, 'Read the numbers from a table.');
    rows.push([literal(String(id), LongType)]);
  }
  return subqueryAlias('range', localRelation(rows, []), ['id']);
}
