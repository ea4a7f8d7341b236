import type { Expr } from '../../expression/expr.ts';
import { exists } from '../../expression/traverse.ts';
import type { LogicalPlan } from '../../plan/logical-plan.ts';
import { expressionsOf } from '../../plan/traverse.ts';
import { type Refusal, unnamed } from './refusal.ts';

/** Nodes that give each row's results by that row alone. Spark leaves out Generate; nothing in it needs more than the row. */
const ROW_BY_ROW: readonly LogicalPlan['kind'][] = [
  'StreamingRelation',
  'SubqueryAlias',
  'With',
  'Project',
  'Filter',
  'Generate',
];

/** Spark's names of nodes that have another one here. */
const SPARK_NAMES: Readonly<Partial<Record<LogicalPlan['kind'], string>>> = {
  Limit: 'LocalLimit',
  StaticRelation: 'LogicalRelation',
};

const CURRENT_TIME: readonly string[] = ['current_timestamp', 'now', 'current_date', 'curdate', 'localtimestamp'];

const isCurrentTime = (expr: Expr): boolean =>
  expr.kind === 'Call' &&
  (CURRENT_TIME.includes(expr.name) || (expr.name === 'unix_timestamp' && expr.args.length === 0));

const USE_BATCHES = "Use trigger({ processingTime: '0 seconds' }), which runs batches back to back.";

/** What a node cannot be under the continuous trigger, in the order of Spark's checks. */
export const CONTINUOUS_REFUSALS: readonly Refusal[] = Object.freeze([
  unnamed(
    'continuous-files',
    (node) => node.kind === 'StreamingRelation' && 'path' in node.options,
    'Continuous processing does not support StreamingRelation operations.',
    `Files cannot be read continuously; kafka, rate and memory can. ${USE_BATCHES}`,
  ),
  unnamed(
    'continuous-operation',
    (node) => !ROW_BY_ROW.includes(node.kind),
    (node) => `Continuous processing does not support ${SPARK_NAMES[node.kind] ?? node.kind} operations.`,
    `Only what looks at one row at a time can run continuously: select, filter, explode, functions. ${USE_BATCHES}`,
  ),
  unnamed(
    'continuous-current-time',
    (node) => expressionsOf(node).some((expr) => exists(expr, isCurrentTime)),
    'Continuous processing does not support current time operations.',
    `Use the time that a record brings, as the column timestamp of Kafka records. ${USE_BATCHES}`,
  ),
]);
