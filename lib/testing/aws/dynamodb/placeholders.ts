import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { storedValue } from './attribute-values.ts';
import { validationError } from './service-errors.ts';

interface PlaceholderInput {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>> | undefined;
}

/** The `#names` and `:values` of one request: undefined ones are refused, and so are those no expression uses. */
export class Placeholders {
  readonly #names: Readonly<Record<string, string>>;
  readonly #values: Readonly<Record<string, AttributeValue>>;
  readonly #used = new Set<string>();

  constructor({ ExpressionAttributeNames, ExpressionAttributeValues }: PlaceholderInput) {
    this.#names = ExpressionAttributeNames ?? {};
    this.#values = ExpressionAttributeValues ?? {};
  }

  name(placeholder: string, parameter: string): string {
    this.#used.add(placeholder);
    const name = this.#names[placeholder];
    if (name !== undefined) return name;
    throw validationError(
      `Invalid ${parameter}: An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
    );
  }

  value(placeholder: string, parameter: string): AttributeValue {
    this.#used.add(placeholder);
    const value = this.#values[placeholder];
    if (value !== undefined) return storedValue(value);
    throw validationError(
      `Invalid ${parameter}: An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
    );
  }

  /** To be called once every expression of the request has been parsed. */
  checkAllUsed(): void {
    for (const [parameter, given] of [
      ['ExpressionAttributeNames', this.#names],
      ['ExpressionAttributeValues', this.#values],
    ] as const) {
      const unused = Object.keys(given).filter((placeholder) => !this.#used.has(placeholder));
      if (unused.length > 0)
        throw validationError(
          `Value provided in ${parameter} unused in expressions: keys: {${unused.sort().join(', ')}}`,
        );
    }
  }
}
