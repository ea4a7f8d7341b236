import type { ColumnOrName, Operand } from '../typing/argument.ts';
import { unary, unaryBy, variadic, withDefaults, withOperands } from './call-function.ts';

type AnyMap = ReadonlyMap<'any', 'any' | null>;

/** The pairs of all maps. */
export const mapConcat = variadic<AnyMap | null>('map_concat');
export const mapContainsKey = withOperands<'boolean' | null, [key: Operand]>('map_contains_key');
/** The pairs as structs of `key` and `value`. */
export const mapEntries = unaryBy('entries', 'map_entries');
/** A map of an array of pairs. */
export const mapFromEntries = unary<AnyMap | null>('map_from_entries');
/** A struct of names and values in turn: `namedStruct(lit('x'), 'a')`. */
export const namedStruct = variadic<'any'>('named_struct');
/** A map out of text; pairs end at `,` and keys at `:` unless columns say otherwise. */
export const strToMap = withDefaults<
  ReadonlyMap<'string', 'string' | null> | null,
  [text: ColumnOrName, pairDelimiter?: ColumnOrName, keyDelimiter?: ColumnOrName]
>('str_to_map', null, ',', ':');
