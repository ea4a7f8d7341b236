import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareValues, type Item, typeOf, valueKey } from './attribute-values.ts';
import { validationError } from './service-errors.ts';
import type { KeyAttribute, TableDefinition } from './table-definition.ts';

/** One key of a table with its item, and the item before the last write: what an eventually consistent read may still see. */
export interface Cell {
  readonly key: Item;
  item: Item | undefined;
  previous: Item | undefined;
}

/** The items of one table: partitions in no order, items of a partition in the order of their sort keys. */
export class MemoryTable {
  readonly definition: TableDefinition;
  /** When items were last looked through for expired ones. */
  sweptMs = Number.NEGATIVE_INFINITY;
  readonly #partitions = new Map<string, Cell[]>();

  constructor(definition: TableDefinition) {
    this.definition = definition;
  }

  get keyAttributes(): readonly KeyAttribute[] {
    const { partitionKey, sortKey } = this.definition;
    return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  }

  /** The key of an item; refuses an item without one, or with one of another type. */
  keyOf(item: Item): Item {
    return Object.fromEntries(
      this.keyAttributes.map(({ name, type }) => {
        const value = item[name];
        if (value === undefined)
          throw validationError(`One or more parameter values were invalid: Missing the key ${name} in the item`);
        return [name, checkKeyValue(name, type, value)];
      }),
    );
  }

  /** The same for a request that gives a key alone. */
  checkedKey(key: Item): Item {
    const names = this.keyAttributes.map(({ name }) => name);
    if (Object.keys(key).length !== names.length || names.some((name) => key[name] === undefined))
      throw validationError('The provided key element does not match the schema');
    return this.keyOf(key);
  }

  /** The cell of a key; made where there is none. */
  cell(key: Item): Cell {
    const cells = this.#partition(key);
    const at = this.#position(cells, key);
    const found = cells[at];
    if (found !== undefined && this.#compare(found.key, key) === 0) return found;
    const made: Cell = { key, item: undefined, previous: undefined };
    cells.splice(at, 0, made);
    return made;
  }

  /** The cells of a partition in the order of their sort keys. */
  partition(value: AttributeValue): readonly Cell[] {
    return this.#partitions.get(valueKey(value)) ?? [];
  }

  /** All cells, a partition after the other. */
  cells(): readonly Cell[] {
    return [...this.#partitions.values()].flat();
  }

  #partition(key: Item): Cell[] {
    const name = valueKey(key[this.definition.partitionKey.name] as AttributeValue);
    const cells = this.#partitions.get(name) ?? [];
    this.#partitions.set(name, cells);
    return cells;
  }

  #position(cells: readonly Cell[], key: Item): number {
    let [from, to] = [0, cells.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#compare((cells[middle] as Cell).key, key) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #compare(a: Item, b: Item): number {
    const name = this.definition.sortKey?.name;
    return name === undefined ? 0 : (compareValues(a[name] as AttributeValue, b[name] as AttributeValue) ?? 0);
  }
}

const MAX_KEY_BYTES = 2048;

function checkKeyValue(name: string, wanted: string, value: AttributeValue): AttributeValue {
  const [type, content] = typeOf(value);
  if (type !== wanted)
    throw validationError(
      `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${wanted} actual: ${type}`,
    );
  const bytes = type === 'S' ? Buffer.byteLength(content as string) : type === 'B' ? (value.B as Uint8Array).length : 1;
  if (bytes === 0)
    throw validationError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value. Key: ${name}`,
    );
  if (bytes > MAX_KEY_BYTES)
    throw validationError(
      `One or more parameter values were invalid: Size of ${name} has exceeded the maximum size limit of${MAX_KEY_BYTES} bytes`,
    );
  return value;
}
