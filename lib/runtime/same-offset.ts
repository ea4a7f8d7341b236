import type { Offset } from '../contracts/source.ts';

/** Whether two offsets of a source are the same place. */
export const sameOffset = (a: Offset | null, b: Offset | null): boolean => JSON.stringify(a) === JSON.stringify(b);
