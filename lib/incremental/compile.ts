import type { OutputMode } from '../contracts/output-mode.ts';
import type { AttributeReference } from '../expression/expr.ts';
import type { EvaluationContext } from '../expression/function-record.ts';
import type { EventTimeWatermark, LogicalPlan, StreamingRelation } from '../plan/logical-plan.ts';
import { isStreaming, outputOf, schemaOf } from '../plan/output.ts';
import { collect } from '../plan/traverse.ts';
import type { BatchProgram } from './batch-program.ts';
import { compileRelation } from './compile-relation.ts';
import { columnName, NO_COLUMNS, quoteIdentifier } from './names.ts';
import { ProgramBuilder } from './program-builder.ts';

const isSource = (node: LogicalPlan): node is StreamingRelation => node.kind === 'StreamingRelation';
const isWatermark = (node: LogicalPlan): node is EventTimeWatermark =>
  node.kind === 'EventTimeWatermark' && isStreaming(node);

/**
 * Compiles an analysed and optimised plan into the program that each of its batches runs; a static plan has no sources and no operators. Sources and
 * `withWatermark`s that the optimiser has done away with are still there, as `analyzed` says: a batch takes their input, and their marks never move.
 */
export function compile(
  plan: LogicalPlan,
  outputMode: OutputMode,
  evaluation: EvaluationContext,
  analyzed: LogicalPlan = plan,
): BatchProgram {
  const builder = new ProgramBuilder(outputMode, evaluation, compileRelation);
  const root = builder.compile(plan);
  for (const relation of collect(analyzed, isSource)) builder.keepSource(relation);
  for (const node of collect(analyzed, isWatermark)) builder.keepWatermark(node);
  const columns = outputOf(plan).map(
    (attribute: AttributeReference) => `${columnName(attribute)} AS ${quoteIdentifier(attribute.name)}`,
  );
  return {
    sources: builder.sources,
    statics: builder.statics,
    watermarks: builder.watermarks,
    operators: builder.operators,
    watermarkFlow: root.flow,
    output: `SELECT ${columns.length === 0 ? NO_COLUMNS : columns.join(', ')} FROM (${root.sql})`,
    schema: schemaOf(plan),
    observed: builder.observed,
  };
}
