import type { FunctionRecord } from '../function-record.ts';
import { basicAggregates } from './aggregate-basic.ts';
import { orderedAggregates } from './aggregate-ordered.ts';
import { statisticalAggregates } from './aggregate-statistics.ts';
import { withinGroupAggregates } from './aggregate-within-group.ts';
import { arithmeticOperators } from './arithmetic-operators.ts';
import { bitmapFunctions } from './bitmap.ts';
import { collectionFunctions } from './collection/index.ts';
import { comparisonOperators } from './comparison-operators.ts';
import { conditionalFunctions } from './conditional.ts';
import { conversionFunctions } from './conversion.ts';
import { csvFunctions } from './csv.ts';
import { datetimeFunctions } from './datetime/index.ts';
import { encodingFunctions } from './encoding.ts';
import { generatorFunctions } from './generator.ts';
import { groupingFunctions } from './grouping.ts';
import { higherOrderFunctions } from './higher-order.ts';
import { jsonFunctions } from './json.ts';
import { mathFunctions } from './math.ts';
import { numberPatternFunctions } from './number-pattern.ts';
import { regexpFunctions } from './regexp.ts';
import { sessionFunctions } from './session.ts';
import { stringFunctions } from './string/index.ts';
import { timeWindowFunctions } from './time-window.ts';
import { refusedFunctions } from './window-functions.ts';

/** Every function, operator, aggregate and generator. */
export const allFunctions: readonly FunctionRecord[] = [
  ...arithmeticOperators,
  ...comparisonOperators,
  ...conditionalFunctions,
  ...mathFunctions,
  ...stringFunctions,
  ...regexpFunctions,
  ...encodingFunctions,
  ...numberPatternFunctions,
  ...conversionFunctions,
  ...datetimeFunctions,
  ...jsonFunctions,
  ...csvFunctions,
  ...bitmapFunctions,
  ...collectionFunctions,
  ...higherOrderFunctions,
  ...generatorFunctions,
  ...groupingFunctions,
  ...sessionFunctions,
  ...timeWindowFunctions,
  ...basicAggregates,
  ...statisticalAggregates,
  ...orderedAggregates,
  ...withinGroupAggregates,
  ...refusedFunctions,
];
