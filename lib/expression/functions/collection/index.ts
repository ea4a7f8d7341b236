import type { FunctionRecord } from '../../function-record.ts';
import { arraySets } from './array-sets.ts';
import { arrayFunctions } from './arrays.ts';
import { elementFunctions } from './elements.ts';
import { mapFunctions } from './maps.ts';
import { sequenceFunctions } from './sequence.ts';
import { structFunctions } from './structs.ts';

/** Arrays, maps and structs. */
export const collectionFunctions: readonly FunctionRecord[] = [
  ...arrayFunctions,
  ...arraySets,
  ...sequenceFunctions,
  ...elementFunctions,
  ...mapFunctions,
  ...structFunctions,
];
