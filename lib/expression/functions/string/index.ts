import type { FunctionRecord } from '../../function-record.ts';
import { stringEdits } from './edits.ts';
import { stringMakers } from './makers.ts';
import { stringParts } from './parts.ts';
import { stringSearches } from './search.ts';

/** Texts, and bytes where they are treated alike. */
export const stringFunctions: readonly FunctionRecord[] = [
  ...stringParts,
  ...stringEdits,
  ...stringSearches,
  ...stringMakers,
];
