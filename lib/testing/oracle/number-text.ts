/** A number of a JSON text as it was spelled there. */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** `JSON.parse` that keeps each number as its text: 10.0 is not 10, and 2^63 loses nothing. */
export function withNumberText(text: string): unknown {
  // The third argument is standard, but not in TypeScript's library.
  const keep = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value;
  return JSON.parse(text, keep as (this: unknown, key: string, value: unknown) => unknown);
}
