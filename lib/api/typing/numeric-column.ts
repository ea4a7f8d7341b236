import type { IsUntyped, NumericTag } from '../../types/infer.ts';

/** The names of the columns of `S` that hold numbers. */
export type NumericName<S> =
  IsUntyped<S> extends true
    ? string
    : { [K in keyof S & string]: [Exclude<S[K], null>] extends [NumericTag | 'any'] ? K : never }[keyof S & string];
