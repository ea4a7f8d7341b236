/**
 * The JavaScript form of a Spark value: byte to integer, float and double as number; long as bigint; decimal as exact decimal text; string as string;
 * binary as Uint8Array; timestamp as {@link Timestamp}; date as 'YYYY-MM-DD'; timestamp_ntz as 'YYYY-MM-DDTHH:MM:SS[.ffffff]';
 * intervals as Spark's text (INTERVAL '1 02:03:04' DAY TO SECOND); array as array; map as Map; struct as an object in field order.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Timestamp
  | readonly Value[]
  | ReadonlyMap<Value, Value>
  | { readonly [field: string]: Value };

/** One row by position; its schema is known where it is handled. */
export type Row = readonly Value[];

/** An instant: a Date that keeps the microseconds below its milliseconds. */
export class Timestamp extends Date {
  /** 0 to 999: what the milliseconds of the Date leave out. */
  readonly microsecond: number;

  constructor(epochMicros: bigint) {
    const millis = epochMicros / 1000n - (epochMicros % 1000n < 0n ? 1n : 0n);
    super(Number(millis));
    this.microsecond = Number(epochMicros - millis * 1000n);
  }

  static fromDate(date: Date): Timestamp {
    return date instanceof Timestamp ? date : new Timestamp(BigInt(date.getTime()) * 1000n);
  }

  /** Microseconds since 1970-01-01T00:00:00Z. */
  get epochMicros(): bigint {
    return BigInt(this.getTime()) * 1000n + BigInt(this.microsecond);
  }

  /** ISO-8601 with `Z`: milliseconds, or microseconds where the value has them. */
  override toISOString(): string {
    const iso = super.toISOString();
    return this.microsecond === 0 ? iso : `${iso.slice(0, -1)}${String(this.microsecond).padStart(3, '0')}Z`;
  }

  override toJSON(): string {
    return this.toISOString();
  }
}
