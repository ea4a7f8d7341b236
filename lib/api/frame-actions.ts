import { checkForBatch } from '../analysis/unsupported-operations.ts';
import { alias, call, cast, literal } from '../expression/expr.ts';
import * as plans from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { IntegerType, StringType } from '../types/data-type.ts';
import type { RowOf } from '../types/infer.ts';
import type { Row } from '../types/value.ts';
import { rowObjects } from './row-object.ts';
import type { SessionState } from './session-state.ts';
import { formatTable } from './show-table.ts';

/** What `show(n, true)` cuts cells to. */
const DEFAULT_CELL_WIDTH = 20;

/** All rows of a static frame. */
export async function collectRows<S>(session: SessionState, plan: plans.LogicalPlan): Promise<readonly RowOf<S>[]> {
  const rows = await run(session, plan);
  return rows.map(rowObjects<S>(outputOf(plan)));
}

/** The number of rows of a static frame. */
export async function countRows(session: SessionState, child: plans.LogicalPlan): Promise<number> {
  const total = alias(call('count', [literal(1, IntegerType)]), 'count');
  const counted = plans.aggregate({ groupingExprs: [], aggregateExprs: [total], child });
  const [row] = await run(session, session.backend.analyze(counted));
  return Number(row?.[0] ?? 0);
}

/** The first rows of a static frame as Spark's table of text. */
export async function showRows(
  session: SessionState,
  plan: plans.LogicalPlan,
  numRows: number,
  truncate: boolean | number,
): Promise<string> {
  const output = outputOf(plan);
  const texts = output.map((attribute) => alias(cast(attribute, StringType), attribute.name));
  const rows = await run(session, session.backend.analyze(plans.project(texts, plans.limit(numRows + 1, plan))));
  const cellWidth = truncate === true ? DEFAULT_CELL_WIDTH : Number(truncate);
  return formatTable(
    output.map(({ name }) => name),
    rows,
    { numRows, cellWidth },
  );
}

async function run({ backend }: SessionState, plan: plans.LogicalPlan): Promise<readonly Row[]> {
  checkForBatch(plan);
  return backend.collect(plan);
}
