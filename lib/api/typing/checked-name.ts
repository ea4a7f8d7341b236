import type { IsUntyped, WindowTag } from '../../types/infer.ts';
import type { AnyColumn } from './argument.ts';
import type { Checked, NameIn } from './frame-type.ts';
import type { QueryTypeError, Show } from './type-error.ts';

/** Any text, with the names of the columns for an editor to offer. */
export type NameLike<S> = NameIn<S> | (string & Record<never, never>);

/** A name as it is if it is a column of `S`, else the refusal. */
export type CheckedName<Name, S> = [Exclude<Name, NameIn<S>>] extends [infer Wrong extends string]
  ? [Wrong] extends [never]
    ? Name
    : QueryTypeError<`There is no column '${Wrong}' here.`>
  : Name;
export type CheckedNames<Names extends readonly unknown[], S> = { [I in keyof Names]: CheckedName<Names[I], S> };

/** Names one by one, or a list of them as the only argument. */
export type NameArguments<S> = readonly NameLike<S>[] | readonly [(readonly NameLike<S>[] | undefined)?];
/** {@link NameArguments} as they are if all are columns of `S`. */
export type CheckedNameArguments<Names extends readonly unknown[], S> = {
  [I in keyof Names]: Names[I] extends readonly unknown[] ? CheckedNames<Names[I], S> : CheckedName<Names[I], S>;
};

/** The name of a column that may be event time, as it is, else the refusal. */
export type EventTimeName<Name, S> =
  IsUntyped<S> extends true
    ? Name
    : Name extends keyof S
      ? [Exclude<S[Name], null>] extends ['timestamp' | 'any' | WindowTag]
        ? Name
        : QueryTypeError<`The event time '${Name & string}' must be a timestamp, not ${Show<S[Name]>}; cast it first: withColumn('${Name & string}', col('${Name & string}').cast('timestamp')).`>
      : CheckedName<Name, S>;

/** What `agg` takes: columns, or an object of functions by column. */
export type AggregateArguments = readonly [AnyColumn, ...AnyColumn[]] | readonly [Readonly<Record<string, string>>];
/** {@link AggregateArguments} as they are if they fit the columns `S`. */
export type CheckedAggregates<Args extends readonly unknown[], S> = {
  [I in keyof Args]: Args[I] extends AnyColumn
    ? Checked<Args[I], S>
    : CheckedName<keyof Args[I] & string, S & { readonly '*': never }> extends infer R
      ? R extends QueryTypeError<string>
        ? R
        : Args[I]
      : never;
};
