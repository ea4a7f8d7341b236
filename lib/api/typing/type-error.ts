declare const sentence: unique symbol;

/** A refusal at compile time: a type that no value has, whose argument says what is wrong. */
export interface QueryTypeError<Sentence extends string> {
  readonly [sentence]: Sentence;
}

/** The refusals among the members of a union; never if there are none. */
export type ErrorIn<T> = Extract<T, QueryTypeError<string>>;

/** How a tag is called in a refusal. */
export type Show<Tag> = [Exclude<Tag, null>] extends [infer T extends string]
  ? T
  : [Exclude<Tag, null>] extends [readonly unknown[]]
    ? 'an array'
    : [Exclude<Tag, null>] extends [ReadonlyMap<unknown, unknown>]
      ? 'a map'
      : 'a struct';
