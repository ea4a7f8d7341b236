import type { OutputMode } from '../../contracts/output-mode.ts';
import type { ConditionName, ConditionParams } from '../../errors/index.ts';
import type { LogicalPlan } from '../../plan/logical-plan.ts';

/** What a refusal may look at besides the node. */
export interface QueryFacts {
  /** The whole query. */
  readonly plan: LogicalPlan;
  readonly outputMode: OutputMode;
  readonly conf: Readonly<Record<string, string>>;
  /** Of the batch at hand; 0 before the first. */
  readonly watermarkMs: number;
}

/** One thing a stream cannot do. */
export interface Refusal {
  /** Unique; for tests and documentation. */
  readonly name: string;
  applies(node: LogicalPlan, facts: QueryFacts): boolean;
  readonly condition: ConditionName;
  params(node: LogicalPlan, facts: QueryFacts): ConditionParams;
}

/** A refusal that Spark prints without a condition of its own; the remedy is ours. */
export const unnamed = (
  name: string,
  applies: Refusal['applies'],
  message: string | ((node: LogicalPlan, facts: QueryFacts) => string),
  remedy: string,
): Refusal => ({
  name,
  applies,
  condition: '_LEGACY_ERROR_TEMP_3102',
  params: (node, facts) => ({ message: typeof message === 'string' ? message : message(node, facts), remedy }),
});

/** A refusal of an output mode for a kind of query. */
export const unsupportedMode = (
  name: string,
  applies: Refusal['applies'],
  operation: string,
  remedy: string,
): Refusal => ({
  name,
  applies,
  condition: 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION',
  params: (_, { outputMode }) => ({ outputMode, operation, remedy }),
});
