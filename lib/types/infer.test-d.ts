import type { RowOf, SchemaOf, Untyped, WindowTag } from './infer.ts';
import type { Timestamp, Value } from './value.ts';

/** Compiles only if both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const check = <T extends true>(...proof: T[]): number => proof.length;

check<
  Same<
    SchemaOf<'user_id BIGINT, action STRING NOT NULL, amount double'>,
    { readonly user_id: 'bigint' | null; readonly action: 'string'; readonly amount: 'double' | null }
  >
>();

check<
  Same<
    RowOf<
      SchemaOf<`
        id: INT,
        price DECIMAL(10, 2),
        \`odd name\` TIMESTAMP COMMENT 'when',
        tags ARRAY<STRING>
      `>
    >,
    {
      readonly id: number | null;
      readonly price: string | null;
      readonly 'odd name': Timestamp | null;
      readonly tags: readonly (string | null)[] | null;
    }
  >
>();

check<
  Same<
    RowOf<
      SchemaOf<'s STRUCT<userId: INT, at: STRUCT<t: DATE>>, m MAP<STRING, ARRAY<BIGINT>>, i INTERVAL DAY TO SECOND'>
    >,
    {
      readonly s: {
        readonly userId: number | null;
        readonly at: { readonly t: string | null } | null;
      } | null;
      readonly m: ReadonlyMap<string, readonly (bigint | null)[] | null> | null;
      readonly i: string | null;
    }
  >
>();

check<
  Same<
    RowOf<SchemaOf<{ user_id: 'BIGINT'; place: { lat: 'DOUBLE NOT NULL' } }>>,
    { readonly user_id: bigint | null; readonly place: { readonly lat: number } | null }
  >
>();

check<Same<SchemaOf<string>, Untyped>>();
check<Same<RowOf<Untyped>, Record<string, Value>>>();
check<Same<RowOf<{ window: WindowTag }>['window'], { readonly start: Timestamp; readonly end: Timestamp }>>();
// @ts-expect-error a STRING column is no bigint
check<Same<SchemaOf<'a STRING'>, { readonly a: 'bigint' | null }>>();
