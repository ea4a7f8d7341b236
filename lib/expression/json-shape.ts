import { arrayType, type DataType, NullType, StringType, structField, structType } from '../types/data-type.ts';
import { widerInferred } from './inferred-number.ts';

interface Member {
  readonly shape: JsonShape;
  /** Number of the object in which it was last seen. */
  seenIn: number;
  /** How often one object names it at most. */
  copies: number;
  copiesHere: number;
}

/**
 * What is known of the values at one place of JSON documents. Values of one kind have a type in common, an object that of all its fields; kinds that have none
 * are kept as text.
 */
export class JsonShape {
  #atom: DataType = NullType;
  #members: Map<string, Member> | undefined;
  #element: JsonShape | undefined;
  #objects = 0;

  /** Takes in a value without parts; null says nothing. */
  addAtom(type: DataType): void {
    if (type.kind === 'null' || type === this.#atom) return;
    this.#atom = this.#atom.kind === 'null' ? type : atomsMerged(this.#atom, type);
  }

  /** The shape of the elements, as there is an array here. */
  array(): JsonShape {
    this.#element ??= new JsonShape();
    return this.#element;
  }

  /** There is an object here, whose fields follow. */
  object(): void {
    this.#members ??= new Map();
    this.#objects++;
  }

  /** The shape of a field of the object that came last. */
  field(name: string): JsonShape {
    this.#members ??= new Map();
    let member = this.#members.get(name);
    if (member === undefined) {
      member = { shape: new JsonShape(), seenIn: 0, copies: 1, copiesHere: 0 };
      this.#members.set(name, member);
    }
    member.copiesHere = member.seenIn === this.#objects ? member.copiesHere + 1 : 1;
    member.copies = Math.max(member.copies, member.copiesHere);
    member.seenIn = this.#objects;
    return member.shape;
  }

  /** Whether an object here had the field. */
  has(name: string): boolean {
    return this.#members?.has(name) === true;
  }

  /** Takes in all that another has seen. */
  absorb(other: JsonShape): void {
    this.addAtom(other.#atom);
    if (other.#element !== undefined) this.array().absorb(other.#element);
    if (other.#members === undefined) return;
    this.object();
    for (const [name, { shape, copies }] of other.#members) {
      this.field(name).absorb(shape);
      const own = this.#members?.get(name);
      if (own !== undefined) own.copies = Math.max(own.copies, copies);
    }
  }

  /** What is inside of arrays, however deep, where there are only arrays. */
  unwrapped(): JsonShape {
    const isArray = this.#element !== undefined && this.#members === undefined && this.#atom.kind === 'null';
    return isArray ? (this.#element as JsonShape).unwrapped() : this;
  }

  /** The type of the values: fields in the order of their names, NULL for what was null or empty throughout. */
  type(): DataType {
    const kinds = [this.#atom.kind !== 'null', this.#members !== undefined, this.#element !== undefined];
    if (kinds.filter(Boolean).length > 1) return StringType;
    if (this.#element !== undefined) return arrayType(this.#element.type());
    if (this.#members === undefined) return this.#atom;
    const members = [...this.#members].sort(([a], [b]) => (a < b ? -1 : 1));
    const fields = members.flatMap(([name, { shape, copies }]) =>
      Array.from({ length: copies }, () => structField(name, shape.type())),
    );
    return structType(fields);
  }
}

const atomsMerged = (a: DataType, b: DataType): DataType => widerInferred(a, b) ?? StringType;

/** Without structs that have no fields and fields that have no name; what was always null is text, or with `dropNulls` not there. */
export function settledType(type: DataType, dropNulls = false): DataType | undefined {
  if (type.kind === 'null') return dropNulls ? undefined : StringType;
  if (type.kind === 'array') {
    const element = settledType(type.elementType, dropNulls);
    return element && arrayType(element);
  }
  if (type.kind !== 'struct') return type;
  const fields = type.fields.flatMap(({ name, dataType }) => {
    const kept = name === '' ? undefined : settledType(dataType, dropNulls);
    return kept === undefined ? [] : [structField(name, kept)];
  });
  return fields.length === 0 ? undefined : structType(fields);
}
