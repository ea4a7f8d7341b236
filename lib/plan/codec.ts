import { AnalysisError } from '../errors/index.ts';
import type { Json } from '../util/json.ts';

/** Reads a value out of JSON; `path` says where in the document, for messages. What it returns is frozen. */
export type Codec<T> = (json: Json | undefined, path: string) => T;

/** One codec per field of a node. */
export type Fields<N> = { readonly [F in keyof Omit<N, 'kind'>]-?: Codec<N[F]> };
/** The fields of every node of a union, by its `kind`. */
export type NodeTable<N extends { readonly kind: string }> = {
  readonly [K in N['kind']]: Fields<N & { readonly kind: K }>;
};

const describe = (json: Json | undefined): string =>
  json === undefined ? 'missing' : JSON.stringify(json).slice(0, 80);

/** The error for a plan document that does not hold what it should. */
export const invalid = (path: string, expected: string, json: Json | undefined): AnalysisError =>
  new AnalysisError('INVALID_PLAN_JSON', { path, expected, found: describe(json) });

const isObject = (json: Json | undefined): json is { readonly [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

export const string: Codec<string> = (json, path) => {
  if (typeof json === 'string') return json;
  throw invalid(path, 'a string', json);
};

export const number: Codec<number> = (json, path) => {
  if (typeof json === 'number') return json;
  throw invalid(path, 'a number', json);
};

export const boolean: Codec<boolean> = (json, path) => {
  if (typeof json === 'boolean') return json;
  throw invalid(path, 'true or false', json);
};

export const constant =
  <T extends boolean>(value: T): Codec<T> =>
  (json, path) => {
    if (json === value) return value;
    throw invalid(path, String(value), json);
  };

export const oneOf =
  <T extends string>(...values: readonly T[]): Codec<T> =>
  (json, path) => {
    const found = values.find((value) => value === json);
    if (found !== undefined) return found;
    throw invalid(path, `one of ${values.join(', ')}`, json);
  };

export const list =
  <T>(item: Codec<T>): Codec<readonly T[]> =>
  (json, path) => {
    if (!Array.isArray(json)) throw invalid(path, 'a list', json);
    return Object.freeze(json.map((element, i) => item(element, `${path}[${i}]`)));
  };

/** JSON has no undefined: such a field is left out. */
export const optional =
  <T>(value: Codec<T>): Codec<T | undefined> =>
  (json, path) =>
    json === undefined ? undefined : value(json, path);

/** For a field declared with `?`: it is left out of what is read, not set to undefined. */
export const omittable = <T>(value: Codec<T>): Codec<T> =>
  Object.assign((json: Json | undefined, path: string) => value(json, path), { omittable: true });

export const record =
  <T>(value: Codec<T>): Codec<Readonly<Record<string, T>>> =>
  (json, path) => {
    if (!isObject(json)) throw invalid(path, 'an object', json);
    return Object.freeze(Object.fromEntries(Object.entries(json).map(([key, v]) => [key, value(v, `${path}.${key}`)])));
  };

/** An object with exactly these fields. */
export const object =
  <T>(fields: { readonly [F in keyof T]-?: Codec<T[F]> }): Codec<T> =>
  (json, path) => {
    if (!isObject(json)) throw invalid(path, 'an object', json);
    const entries = Object.entries<Codec<unknown>>(fields)
      .filter(([name, codec]) => json[name] !== undefined || !('omittable' in codec))
      .map(([name, codec]) => [name, codec(json[name], `${path}.${name}`)]);
    return Object.freeze(Object.fromEntries(entries)) as T;
  };

/** A node of a union, told by its `kind`. */
export const node =
  <N extends { readonly kind: string }>(name: string, table: NodeTable<N>): Codec<N> =>
  (json, path) => {
    const kind = isObject(json) ? json['kind'] : undefined;
    if (typeof kind !== 'string' || !Object.hasOwn(table, kind))
      throw invalid(`${path}.kind`, `a kind of ${name}`, kind);
    const fields = table[kind as N['kind']] as Fields<N>;
    const read = object<object>(fields)(json, path);
    return Object.freeze({ kind, ...read }) as unknown as N;
  };
