import { analysisConditions } from './conditions/analysis.ts';
import { apiConditions } from './conditions/api.ts';
import { checkpointConditions } from './conditions/checkpoint.ts';
import { cliConditions } from './conditions/cli.ts';
import { connectorConditions } from './conditions/connector.ts';
import { deployConditions } from './conditions/deploy.ts';
import { executionConditions } from './conditions/execution.ts';
import { kafkaConditions } from './conditions/kafka.ts';
import { lambdaConditions } from './conditions/lambda.ts';
import { parseConditions } from './conditions/parse.ts';
import { runtimeConditions } from './conditions/runtime.ts';
import { startConditions } from './conditions/start.ts';

/** One entry of the catalogue. `<name>` in a text is replaced by the parameter of that name. */
export interface Condition {
  readonly message: string;
  /** What to do about it, in the imperative. */
  readonly remedy?: string;
  /** Spark's SQLSTATE, where it has one. */
  readonly sqlState?: string;
}

const catalogue = {
  ...analysisConditions,
  ...apiConditions,
  ...checkpointConditions,
  ...cliConditions,
  ...connectorConditions,
  ...deployConditions,
  ...executionConditions,
  ...lambdaConditions,
  ...kafkaConditions,
  ...parseConditions,
  ...runtimeConditions,
  ...startConditions,
} satisfies Record<string, Condition>;

export type ConditionName = keyof typeof catalogue;

/** Every condition of the project by its stable name: Spark's own where Spark has one. */
export const conditions: Readonly<Record<ConditionName, Condition>> = catalogue;
