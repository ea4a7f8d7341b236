import type { OutputMode } from '../contracts/output-mode.ts';
import type { AttributeReference } from '../expression/expr.ts';
import type { EvaluationContext } from '../expression/function-record.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf, schemaOf } from '../plan/output.ts';
import type { BatchProgram } from './batch-program.ts';
import { compileRelation } from './compile-relation.ts';
import { columnName, NO_COLUMNS, quoteIdentifier } from './names.ts';
import { ProgramBuilder } from './program-builder.ts';

/** Compiles an analysed and optimised plan into the program that each of its batches runs; a static plan has no sources and no operators. */
export function compile(plan: LogicalPlan, outputMode: OutputMode, evaluation: EvaluationContext): BatchProgram {
  const builder = new ProgramBuilder(outputMode, evaluation, compileRelation);
  const root = builder.compile(plan);
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
