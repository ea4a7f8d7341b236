import { duckDbType, printDuckDb } from '../../expression/duckdb-printer.ts';
import type { AttributeReference, Expr } from '../../expression/expr.ts';
import type { PrintContext } from '../../expression/function-record.ts';
import type { Join, JoinType } from '../../plan/logical-plan.ts';
import { outputOf } from '../../plan/output.ts';
import { columnName, columnNames } from '../names.ts';
import { slots } from '../template.ts';
import { atOrBelow, eventTimeAttribute, eventTimeSql } from './event-time.ts';
import { analyseJoinCondition, type JoinCondition, type SideEviction } from './join-condition.ts';
import { changedTable, type StatefulOperator } from './stateful-operator.ts';

export interface StreamJoinInput {
  readonly operatorId: number;
  readonly plan: Join;
  readonly left: string;
  readonly right: string;
  readonly context: PrintContext;
}

/** One side of the join: its state table and the scratch table of the batch's rows. */
interface Side {
  readonly operatorId: number;
  readonly table: string;
  readonly id: string;
  readonly attributes: readonly AttributeReference[];
  readonly child: string;
  /** Conjuncts of the ON condition over this side only. */
  readonly onlyCondition: string;
  readonly eviction: SideEviction;
  /** Unmatched rows of this side come out with nulls for the other. */
  readonly outer: boolean;
  /** Left side of a semi join: a row comes out at its first match and is not kept after that. */
  readonly semi: boolean;
}

const OUTER_SIDES: Partial<Record<JoinType, readonly [left: boolean, right: boolean]>> = {
  leftOuter: [true, false],
  rightOuter: [false, true],
  fullOuter: [true, true],
};

/**
 * Stream-stream join. State holds the rows of both sides with a flag "has matched". In a batch late rows are dropped; new left rows meet the stored
 * right rows, then the new right rows meet all left rows, those of the batch included; each new row is stored unless no match can come any
 * more. Unmatched rows of an outer side come out with nulls as they leave the state, or at once if they fail a condition on their own side alone.
 */
export function streamJoinOperator(input: StreamJoinInput): {
  readonly operator: StatefulOperator;
  readonly stateOffsetsMs: readonly number[];
} {
  const { operatorId, plan, context } = input;
  const [leftAttributes, rightAttributes] = [outputOf(plan.left), outputOf(plan.right)];
  const condition = analyseJoinCondition(plan.condition, leftAttributes, rightAttributes);
  const left = sideOf('left', input, leftAttributes, condition);
  const right = sideOf('right', input, rightAttributes, condition);
  const pairs = `state_${operatorId}__pairs`;
  const countNew = (flag: string) =>
    [left, right].map((side) => `(SELECT count(*) FROM ${side.table}__new WHERE ${flag})`).join(' + ');
  const evictions = [condition.left, condition.right].filter((eviction) => eviction !== undefined);
  const operator: StatefulOperator = {
    operatorId,
    operatorName: 'symmetricHashJoin',
    tables: [stateTable(left), stateTable(right)],
    merge: [
      newRows(left),
      newRows(right),
      pairsStatement(pairs, left, right, conjunction(condition.both, context)),
      ...[left, right].flatMap((side) => storeStatements(side, pairs)),
    ],
    output: outputSql(plan, left, right, pairs),
    evict: [left, right].flatMap((side) =>
      side.eviction === undefined
        ? []
        : [`DELETE FROM ${side.table} WHERE ${evictable(side, storedName(side, side.eviction.eventTime))}`],
    ),
    metrics: `SELECT updated, updated, late FROM (SELECT ${countNew('__stored')} AS updated, ${countNew('__late')} AS late)`,
    wantsNoDataBatch: evictions.length > 0,
  };
  return { operator, stateOffsetsMs: evictions.map((eviction) => eviction.offsetMs) };
}

const conjunction = (conjuncts: readonly Expr[], context: PrintContext): string =>
  conjuncts.length === 0 ? 'true' : conjuncts.map((c) => `(${printDuckDb(c, context)})`).join(' AND ');

function sideOf(
  name: 'left' | 'right',
  input: StreamJoinInput,
  attributes: readonly AttributeReference[],
  condition: JoinCondition,
): Side {
  const { operatorId, plan, context } = input;
  const [leftOuter, rightOuter] = OUTER_SIDES[plan.joinType] ?? [false, false];
  return {
    operatorId,
    table: `state_${operatorId}_${name}`,
    id: `__${name}_id`,
    attributes,
    child: input[name],
    onlyCondition: conjunction(name === 'left' ? condition.leftOnly : condition.rightOnly, context),
    eviction: condition[name],
    outer: name === 'left' ? leftOuter : rightOuter,
    semi: name === 'left' && plan.joinType === 'leftSemi',
  };
}

/** State columns are named by position: ids of attributes may differ from run to run. */
const stored = (side: Side): readonly { readonly name: string; readonly type: string }[] =>
  side.attributes.map((attribute, i) => ({ name: `v${i}`, type: duckDbType(attribute.dataType) }));

const storedName = (side: Side, attribute: AttributeReference): string =>
  `v${side.attributes.findIndex((a) => a.exprId === attribute.exprId)}`;

const storedAsColumns = (side: Side): string =>
  side.attributes
    .map((attribute, i) => `v${i} AS ${columnName(attribute)}`)
    .concat(`row_id AS ${side.id}`)
    .join(', ');

const columnsWithId = (side: Side): string => [...side.attributes.map(columnName), side.id].join(', ');

function eventInstant(attribute: AttributeReference, column: string): string {
  return eventTimeSql(attribute).replace(columnName(attribute), column);
}

/** Whether the row's event time (in `column`) is at or below its state watermark. */
function evictable(side: Side, column: string): string {
  if (side.eviction === undefined) return 'false';
  const { eventTime, offsetMs } = side.eviction;
  const watermark = `make_timestamptz((${slots.evictMs(side.operatorId)} + ${offsetMs}) * 1000)`;
  return atOrBelow(eventInstant(eventTime, column), watermark);
}

function stateTable(side: Side) {
  const { eviction } = side;
  const evictBy =
    eviction === undefined
      ? undefined
      : `make_timestamptz(epoch_us(${eventInstant(eviction.eventTime, storedName(side, eviction.eventTime))}) - (${eviction.offsetMs}) * 1000)`;
  return {
    operatorId: side.operatorId,
    name: side.table,
    columns: [{ name: 'row_id', type: 'BIGINT' }, ...stored(side), { name: 'matched', type: 'BOOLEAN' }],
    keyColumns: ['row_id'],
    evictBy,
  };
}

/** The batch's rows of one side: `__joins` may match, `__stored` go on to the state (unless a semi join lets them out before). */
function newRows(side: Side): string {
  const eventTime = eventTimeAttribute(side.attributes);
  const late = eventTime === undefined ? 'false' : atOrBelow(eventTimeSql(eventTime), slots.late(side.operatorId));
  const gone = side.eviction === undefined ? 'false' : evictable(side, columnName(side.eviction.eventTime));
  const columns = columnsOf(side);
  return (
    `CREATE OR REPLACE TEMP TABLE ${side.table}__new AS SELECT *, NOT __late AND __passes AS __joins, ` +
    `NOT __late AND __passes AND NOT __gone AS __stored FROM (SELECT ${columns}${late} AS __late, ${gone} AS __gone, ` +
    `coalesce(${side.onlyCondition}, false) AS __passes, (${slots.batchId}::BIGINT << 40) + row_number() OVER () AS ${side.id} ` +
    `FROM (${side.child}))`
  );
}

const columnsOf = (side: Side): string => side.attributes.map((attribute) => `${columnName(attribute)}, `).join('');

function pairsStatement(pairs: string, left: Side, right: Side, condition: string): string {
  const columns = `${columnsWithId(left)}, ${columnsWithId(right)}`;
  const leftState = `SELECT ${storedAsColumns(left)} FROM ${left.table}${left.semi ? ' WHERE NOT matched' : ''}`;
  const rightState = `SELECT ${storedAsColumns(right)} FROM ${right.table}`;
  const newLeft = `SELECT ${columnsWithId(left)} FROM ${left.table}__new`;
  const newRight = `SELECT ${columnsWithId(right)} FROM ${right.table}__new`;
  const storable = left.semi ? `__stored AND ${left.id} NOT IN (SELECT ${left.id} FROM __stored_matches)` : '__stored';
  return (
    `CREATE OR REPLACE TEMP TABLE ${pairs} AS WITH __stored_matches AS (` +
    `SELECT ${columns}, true AS __with_state FROM (${newLeft} WHERE __joins) JOIN (${rightState}) ON ${condition}) ` +
    `SELECT * FROM __stored_matches UNION ALL SELECT ${columns}, false AS __with_state FROM ` +
    `(${leftState} UNION ALL ${newLeft} WHERE ${storable}) JOIN (${newRight} WHERE __joins) ON ${condition}`
  );
}

/** Puts new rows into the state and flags those stored ones that have matched for the first time. */
function storeStatements(side: Side, pairs: string): readonly string[] {
  const changed = changedTable(side.table);
  const values = stored(side).map((column) => column.name);
  const list = ['row_id', ...values, 'matched'].join(', ');
  const isMatched = (id: string) => `${id} IN (SELECT ${side.id} FROM ${pairs})`;
  const flagged = side.outer || side.semi;
  const renamed = side.attributes.map((attribute, i) => `${columnName(attribute)} AS v${i}`);
  const fresh = [`${side.id} AS row_id`, ...renamed, `${flagged ? isMatched(side.id) : 'false'} AS matched`].join(', ');
  const leaves = side.semi ? ` AND ${side.id} NOT IN (SELECT ${side.id} FROM ${pairs} WHERE __with_state)` : '';
  const flag = flagged
    ? ` UNION ALL SELECT ${['row_id', ...values, 'true AS matched'].join(', ')} FROM ${side.table} WHERE NOT matched AND ${isMatched('row_id')}`
    : '';
  return [
    `CREATE OR REPLACE TEMP TABLE ${changed} AS SELECT *, false AS __deleted FROM (` +
      `SELECT ${fresh} FROM ${side.table}__new WHERE __stored${leaves}${flag})`,
    ...(flagged ? [`DELETE FROM ${side.table} WHERE row_id IN (SELECT row_id FROM ${changed})`] : []),
    `INSERT INTO ${side.table} (${list}) SELECT ${list} FROM ${changed}`,
  ];
}

function outputSql(plan: Join, left: Side, right: Side, pairs: string): string {
  const output = outputOf(plan);
  if (left.semi) return `SELECT DISTINCT ON (${left.id}) ${columnNames(output)} FROM ${pairs}`;
  const matched = `SELECT ${columnNames(output)} FROM ${pairs}`;
  const unmatched = [left, right].filter((side) => side.outer).flatMap((side) => unmatchedSelects(side, output));
  return [matched, ...unmatched].join(' UNION ALL ');
}

/** Rows of an outer side without a match: those that fail their own condition now, and those that leave the state now. */
function unmatchedSelects(side: Side, output: readonly AttributeReference[]): readonly string[] {
  const own = (attribute: AttributeReference) => side.attributes.some((a) => a.exprId === attribute.exprId);
  const list = output
    .map((a) => (own(a) ? columnName(a) : `NULL::${duckDbType(a.dataType)} AS ${columnName(a)}`))
    .join(', ');
  const failing = `SELECT ${list} FROM ${side.table}__new WHERE NOT __late AND NOT __passes`;
  if (side.eviction === undefined) return [failing];
  const leaving = evictable(side, storedName(side, side.eviction.eventTime));
  return [
    failing,
    `SELECT ${list} FROM (SELECT ${storedAsColumns(side)} FROM ${side.table} WHERE NOT matched AND ${leaving})`,
  ];
}
