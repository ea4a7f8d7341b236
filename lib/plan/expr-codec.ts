import type { AttributeMetadata, AttributeReference, Expr, LiteralValue, SortOrder } from '../expression/expr.ts';
import type { Json } from '../util/json.ts';
import {
  boolean,
  type Codec,
  constant,
  type Fields,
  list,
  node,
  number,
  object,
  omittable,
  oneOf,
  optional,
  string,
} from './codec.ts';
import { dataType } from './type-codec.ts';

const interval = object({ months: number, days: number, microseconds: string });
const literalValue: Codec<LiteralValue> = (json, path) =>
  json === null || typeof json === 'boolean' || typeof json === 'number' || typeof json === 'string'
    ? json
    : interval(json, path);

const metadata = object<AttributeMetadata>({
  watermarkDelayMs: omittable(number),
  timeWindow: omittable(oneOf('window', 'session_window')),
});

const attributeFields: Fields<AttributeReference> = {
  name: string,
  exprId: number,
  dataType,
  nullable: boolean,
  qualifier: list(string),
  metadata,
};

/** Reads an attribute. */
export const attribute: Codec<AttributeReference> = node<AttributeReference>('attribute', {
  AttributeReference: attributeFields,
});

/** A codec of expressions, given the one of the plans inside subqueries. */
export function exprCodec(plan: Codec<object>): Codec<Expr> {
  const expr: Codec<Expr> = (json: Json | undefined, path) => read(json, path);
  const sortFields: Fields<SortOrder> = {
    child: expr,
    direction: oneOf('asc', 'desc'),
    nulls: oneOf('first', 'last'),
  };
  const bound = object({ side: oneOf('preceding', 'current', 'following'), offset: optional(expr) });
  const read = node<Expr>('expression', {
    Literal: { value: literalValue, dataType },
    UnresolvedAttribute: { nameParts: list(string) },
    UnresolvedStar: { target: list(string), except: omittable(list(list(string))) },
    AttributeReference: attributeFields,
    Alias: { child: expr, name: string, exprId: optional(number), metadata, names: omittable(list(string)) },
    Call: {
      name: string,
      args: list(expr),
      distinct: boolean,
      filter: optional(expr),
      ignoreNulls: boolean,
      dataType: optional(dataType),
      nullable: boolean,
    },
    Cast: {
      child: expr,
      dataType,
      mode: optional(oneOf('ansi', 'try', 'legacy')),
      implicit: omittable(constant(true)),
    },
    CaseWhen: { branches: list(object({ condition: expr, value: expr })), otherwise: optional(expr) },
    GetStructField: { child: expr, field: string },
    LambdaFunction: { parameters: list(string), body: expr },
    LambdaVariable: { name: string, id: number, dataType },
    SubqueryExpr: { form: oneOf('scalar', 'exists', 'in'), values: list(expr), plan },
    SortOrder: sortFields,
    WindowExpr: {
      name: string,
      args: list(expr),
      distinct: boolean,
      filter: optional(expr),
      ignoreNulls: boolean,
      partitionBy: list(expr),
      orderBy: list(node<SortOrder>('sort order', { SortOrder: sortFields })),
      frame: optional(object({ unit: oneOf('rows', 'range'), lower: bound, upper: bound })),
      dataType: optional(dataType),
    },
  });
  return read;
}
