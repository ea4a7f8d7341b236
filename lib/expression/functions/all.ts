import type { FunctionRecord } from '../function-record.ts';
import { basicAggregates } from './aggregate-basic.ts';
import { orderedAggregates } from './aggregate-ordered.ts';
import { statisticalAggregates } from './aggregate-statistics.ts';
import { arithmeticOperators } from './arithmetic-operators.ts';
import { comparisonOperators } from './comparison-operators.ts';
import { conditionalFunctions } from './conditional.ts';
import { mathFunctions } from './math.ts';
import { timeWindowFunctions } from './time-window.ts';

/** Every function, operator, aggregate and generator. */
export const allFunctions: readonly FunctionRecord[] = [
  ...arithmeticOperators,
  ...comparisonOperators,
  ...conditionalFunctions,
  ...mathFunctions,
  ...timeWindowFunctions,
  ...basicAggregates,
  ...statisticalAggregates,
  ...orderedAggregates,
];
