import type { StateColumn } from '../../contracts/state-table.ts';
import { duckDbType, printDuckDb } from '../../expression/duckdb-printer.ts';
import type { AttributeReference, Expr } from '../../expression/expr.ts';
import type { PrintContext } from '../../expression/function-record.ts';
import type { Join, JoinType } from '../../plan/logical-plan.ts';
import { outputOf } from '../../plan/output.ts';
import { columnName, columnNames } from '../names.ts';
import { slots } from '../template.ts';
import type { StateWatermark } from '../watermark-flow.ts';
import { atOrBelow, eventTimeAttribute, eventTimeSql } from './event-time.ts';
import { analyseJoinCondition, type JoinCondition, type SideEviction, type TimeReach } from './join-condition.ts';
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
  readonly reach: TimeReach | undefined;
  /** Unmatched rows of this side come out with nulls for the other. */
  readonly outer: boolean;
  /** Left side of a semi join: a row comes out at its first match and is not kept any longer. */
  readonly semi: boolean;
}

const OUTER_SIDES: Partial<Record<JoinType, readonly [left: boolean, right: boolean]>> = {
  leftOuter: [true, false],
  rightOuter: [false, true],
  fullOuter: [true, true],
};

/**
 * Stream-stream join. State holds the rows of both sides with a flag "has matched". In a batch late rows are dropped; new left rows meet the stored
 * right rows, then the new right rows meet all left rows, those of the batch included; all are stored until the watermark passes their state watermark.
 * Unmatched rows of an outer side come out with nulls as they leave the state, or at once if they fail a condition on their own side alone.
 */
export function streamJoinOperator(input: StreamJoinInput): {
  readonly operator: StatefulOperator;
  readonly stateWatermarks: readonly StateWatermark[];
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
      ...reachStatement(left, right),
      ...reachStatement(right, left),
      pairsStatement(pairs, left, right, conjunction(condition.both, context)),
      ...[left, right].flatMap((side) => storeStatements(side, pairs)),
    ],
    output: outputSql(plan, left, right, pairs),
    evict: [left, right].flatMap((side) =>
      side.eviction === undefined
        ? []
        : [`DELETE FROM ${side.table} WHERE ${evictable(side, storedName(side, side.eviction.eventTime))}`],
    ),
    metrics: `SELECT updated, updated, late FROM (SELECT ${countNew('__joins')} AS updated, ${countNew('__late')} AS late)`,
    wantsNoDataBatch: evictions.length > 0,
  };
  return {
    operator,
    stateWatermarks: evictions.map(({ offsetMs, capMs }) => ({ offsetMs, ...(capMs !== undefined && { capMs }) })),
  };
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
    reach: condition[`${name}Reach`],
    outer: name === 'left' ? leftOuter : rightOuter,
    semi: name === 'left' && plan.joinType === 'leftSemi',
  };
}

/** State columns are named by position: ids of attributes may differ from run to run. */
const stored = (side: Side): readonly StateColumn[] =>
  side.attributes.map((attribute, i) => ({
    name: `v${i}`,
    type: duckDbType(attribute.dataType),
    label: attribute.name,
  }));

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
  const { eventTime, offsetMs, capMs } = side.eviction;
  const relative = `${slots.evictMs(side.operatorId)}::BIGINT + ${offsetMs}`;
  const watermark = `make_timestamptz((${capMs === undefined ? relative : `least(${relative}, ${capMs})`}) * 1000)`;
  return atOrBelow(eventInstant(eventTime, column), watermark);
}

function stateTable(side: Side) {
  return {
    operatorId: side.operatorId,
    name: side.table,
    columns: [{ name: 'row_id', type: 'BIGINT' }, ...stored(side), { name: 'matched', type: 'BOOLEAN' }],
    keyColumns: ['row_id'],
    evictBy: side.eviction === undefined ? undefined : leavesAt(side, side.eviction),
  };
}

/** Offsets may be fractions of a millisecond. */
const inMicros = (ms: number): number => Math.round(ms * 1000);

/** The watermark at which a stored row leaves the state; null: none. */
function leavesAt(side: Side, { eventTime, offsetMs, capMs }: NonNullable<SideEviction>): string {
  const micros = `epoch_us(${eventInstant(eventTime, storedName(side, eventTime))})`;
  const instant = `make_timestamptz(${micros} - (${inMicros(offsetMs)})::BIGINT)`;
  return capMs === undefined ? instant : `CASE WHEN ${micros} <= ${inMicros(capMs)}::BIGINT THEN ${instant} END`;
}

/** The batch's rows of one side; `__joins`: they may match, and are stored. */
function newRows(side: Side): string {
  const eventTime = eventTimeAttribute(side.attributes);
  const late = eventTime === undefined ? 'false' : atOrBelow(eventTimeSql(eventTime), slots.late(side.operatorId));
  const columns = side.attributes.map((attribute) => `${columnName(attribute)}, `).join('');
  return (
    `CREATE OR REPLACE TEMP TABLE ${side.table}__new AS SELECT *, NOT __late AND __passes AS __joins FROM (` +
    `SELECT ${columns}${late} AS __late, coalesce(${side.onlyCondition}, false) AS __passes, ` +
    `(${slots.batchId}::BIGINT << 40) + row_number() OVER () AS ${side.id} FROM (${side.child}))`
  );
}

const reachVariable = (side: Side): string => `${side.table}_reach`;

/** Keeps in a variable the earliest time that stored rows of a side have to come near to; null without new rows of the other side. */
function reachStatement(side: Side, other: Side): readonly string[] {
  if (side.reach === undefined) return [];
  const earliest = `SELECT min(${columnName(side.reach.reference)}) FROM ${other.table}__new WHERE __joins`;
  return [`SET VARIABLE ${reachVariable(side)} = (${earliest})`];
}

/** Passes over stored rows that lie too far back; a variable is a constant to the planner, which then skips whole parts of the table. */
function withinReach(side: Side): string {
  if (side.reach === undefined) return '';
  const { time, offsetMs } = side.reach;
  const since = `make_timestamptz(epoch_us(getvariable('${reachVariable(side)}')) + (${inMicros(offsetMs)})::BIGINT)`;
  return ` WHERE ${storedName(side, time)} > ${since}`;
}

/** New left rows meet the stored right rows, then new right rows meet all left rows; of a semi join only those that will still be in the state. */
function pairsStatement(pairs: string, left: Side, right: Side, condition: string): string {
  const columns = `${columnsWithId(left)}, ${columnsWithId(right)}`;
  const inState = (side: Side) => `SELECT ${storedAsColumns(side)} FROM ${side.table}${withinReach(side)}`;
  const fresh = (side: Side) => `SELECT ${columnsWithId(side)} FROM ${side.table}__new WHERE __joins`;
  const eventTime = left.semi ? left.eviction?.eventTime : undefined;
  const staying = eventTime === undefined ? '' : ` AND NOT ${evictable(left, columnName(eventTime))}`;
  const join = (l: string, r: string) => `SELECT ${columns} FROM (${l}) JOIN (${r}) ON ${condition}`;
  return (
    `CREATE OR REPLACE TEMP TABLE ${pairs} AS ${join(fresh(left), inState(right))} ` +
    `UNION ALL ${join(`${inState(left)} UNION ALL ${fresh(left)}${staying}`, fresh(right))}`
  );
}

/** Puts the new rows into the state. */
function storeStatements(side: Side, pairs: string): readonly string[] {
  const changed = changedTable(side.table);
  const list = ['row_id', ...stored(side).map((column) => column.name), 'matched'].join(', ');
  const isMatched = (id: string) => `${id} IN (SELECT ${side.id} FROM ${pairs})`;
  const values = side.attributes.map((attribute, i) => `${columnName(attribute)} AS v${i}`);
  const matched = side.outer ? isMatched(side.id) : 'false';
  const fresh = [`${side.id} AS row_id`, ...values, `${matched} AS matched`, 'false AS __deleted'].join(', ');
  const kept = side.semi ? ` AND NOT ${isMatched(side.id)}` : '';
  const touched = side.outer || side.semi ? touchedRows(side, isMatched('row_id')) : '';
  return [
    `CREATE OR REPLACE TEMP TABLE ${changed} AS SELECT ${fresh} FROM ${side.table}__new WHERE __joins${kept}${touched}`,
    ...(touched === '' ? [] : [`DELETE FROM ${side.table} WHERE row_id IN (SELECT row_id FROM ${changed})`]),
    `INSERT INTO ${side.table} (${list}) SELECT ${list} FROM ${changed}${side.semi ? ' WHERE NOT __deleted' : ''}`,
  ];
}

/** Stored rows that have matched for the first time: flagged on an outer side, gone on the left side of a semi join. */
function touchedRows(side: Side, isMatched: string): string {
  const values = stored(side).map((column) => column.name);
  const columns = ['row_id', ...values, 'true AS matched', `${side.semi} AS __deleted`].join(', ');
  return ` UNION ALL SELECT ${columns} FROM ${side.table} WHERE NOT matched AND ${isMatched}`;
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
