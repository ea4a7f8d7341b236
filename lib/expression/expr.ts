import type { DataType } from '../types/data-type.ts';

/**
 * Expression nodes: frozen plain objects told apart by `kind`. The SQL parser and the API build unresolved trees
 * (`UnresolvedAttribute`, `UnresolvedStar`, `Call` without a `dataType`); the resolver returns trees in which every node has a type.
 */
export type Expr =
  | Literal
  | UnresolvedAttribute
  | UnresolvedStar
  | AttributeReference
  | Alias
  | Call
  | Cast
  | CaseWhen
  | GetStructField
  | LambdaFunction
  | LambdaVariable
  | SubqueryExpr
  | SortOrder
  | WindowExpr;

/**
 * A constant. JSON values only, so that plans serialize:
 * boolean, string, and numbers as themselves for byte to integer and for finite double/float; `long` and `decimal` as decimal text; non-finite doubles as
 * 'NaN' | 'Infinity' | '-Infinity'; `binary` as base64; `date` as 'YYYY-MM-DD'; `timestamp` as epoch microseconds in decimal text;
 * `timestamp_ntz` as microseconds of its wall clock read as UTC, in decimal text; `dayTimeInterval` as microseconds in decimal text; `yearMonthInterval` as months;
 * `calendarInterval` as { months, days, microseconds: decimal text }; `null` for any type.
 */
export interface Literal {
  readonly kind: 'Literal';
  readonly value: LiteralValue;
  readonly dataType: DataType;
}
export type LiteralValue = null | boolean | number | string | CalendarIntervalValue;
export interface CalendarIntervalValue {
  readonly months: number;
  readonly days: number;
  readonly microseconds: string;
}

/** A name that is not looked up yet: `k`, `s.k`, `s.k.field`; parts without their back-quotes. */
export interface UnresolvedAttribute {
  readonly kind: 'UnresolvedAttribute';
  readonly nameParts: readonly string[];
}

/** `*` or `s.*`; also an argument of `struct(*)` and `count(*)`. */
export interface UnresolvedStar {
  readonly kind: 'UnresolvedStar';
  readonly target: readonly string[];
  /** Columns, or fields of struct columns, that are left out: `* EXCEPT (a, s.b)`. */
  readonly except?: readonly (readonly string[])[];
}

/** A column of a child's output. `exprId` is unique in a session; two attributes are the same column exactly if their ids agree. */
export interface AttributeReference {
  readonly kind: 'AttributeReference';
  readonly name: string;
  readonly exprId: number;
  readonly dataType: DataType;
  readonly nullable: boolean;
  /** Relation names by which the column may be addressed, e.g. ['s']. */
  readonly qualifier: readonly string[];
  readonly metadata: AttributeMetadata;
}

/** What travels with a column through select and alias, and is lost through an expression. */
export interface AttributeMetadata {
  /** Set on the event-time column by `withWatermark`, and on a `window` made of one: the delay in milliseconds. */
  readonly watermarkDelayMs?: number;
  /** Set on the struct made by `window(...)` or `session_window(...)`. */
  readonly timeWindow?: 'window' | 'session_window';
}

export interface Alias {
  readonly kind: 'Alias';
  readonly child: Expr;
  readonly name: string;
  /** Assigned by the resolver; undefined before. */
  readonly exprId: number | undefined;
  readonly metadata: AttributeMetadata;
  /** The columns of a generator, `explode(m) AS (k, v)`; `name` is then ''. Gone after analysis. */
  readonly names?: readonly string[];
}

/**
 * A call of a function, an operator or an aggregate, by its Spark name in lower case. Operators use these names:
 * `+ - * / % div negative positive = <=> != < <= > >= and or not | & ^ ~ ||` (`||` is `concat`), `isnull isnotnull istrue isfalse isunknown
 * like ilike rlike in between`, `element` for `a[i]`/`m[k]` (array subscript 0-based or map lookup).
 * `dataType` is undefined until the resolver has looked the name up, checked and cast the arguments.
 */
export interface Call {
  readonly kind: 'Call';
  readonly name: string;
  readonly args: readonly Expr[];
  readonly distinct: boolean;
  /** `FILTER (WHERE …)` of an aggregate. */
  readonly filter: Expr | undefined;
  readonly ignoreNulls: boolean;
  readonly dataType: DataType | undefined;
  readonly nullable: boolean;
}

/** `ansi` fails on bad input, `try` gives null, `legacy` is CAST with `spark.sql.ansi.enabled` false. */
export type CastMode = 'ansi' | 'try' | 'legacy';
export interface Cast {
  readonly kind: 'Cast';
  readonly child: Expr;
  readonly dataType: DataType;
  /** undefined: what the session says (`ansi` or `legacy`), filled in by the resolver. */
  readonly mode: CastMode | undefined;
  /** Put in by type coercion; names and messages leave it out. */
  readonly implicit?: true;
}

/** `CASE WHEN c THEN v … ELSE e END`; a simple `CASE x WHEN …` is parsed into comparisons. */
export interface CaseWhen {
  readonly kind: 'CaseWhen';
  readonly branches: readonly { readonly condition: Expr; readonly value: Expr }[];
  readonly otherwise: Expr | undefined;
}

/** `child.field`; over an array of structs it gives an array. Before resolution it may also be a map lookup. */
export interface GetStructField {
  readonly kind: 'GetStructField';
  readonly child: Expr;
  readonly field: string;
}

export interface LambdaFunction {
  readonly kind: 'LambdaFunction';
  readonly parameters: readonly string[];
  readonly body: Expr;
}

/** A parameter of an enclosing lambda, resolved: `id` is unique in the plan. */
export interface LambdaVariable {
  readonly kind: 'LambdaVariable';
  readonly name: string;
  readonly id: number;
  readonly dataType: DataType;
}

/**
 * A subquery in an expression. `plan` is a logical plan (typed as unknown here: plan stands above expression in the import order).
 * `in` has the tested values in `values`; `exists` and `scalar` have none. Outer references are AttributeReferences of the outer plan.
 */
export interface SubqueryExpr {
  readonly kind: 'SubqueryExpr';
  readonly form: 'scalar' | 'exists' | 'in';
  readonly values: readonly Expr[];
  readonly plan: object;
}

export interface SortOrder {
  readonly kind: 'SortOrder';
  readonly child: Expr;
  readonly direction: 'asc' | 'desc';
  readonly nulls: 'first' | 'last';
}

/** A function of the rows around each row: `sum(v) OVER (PARTITION BY k ORDER BY t)`. It is no {@link Call}, as it groups nothing. */
export interface WindowExpr {
  readonly kind: 'WindowExpr';
  readonly name: string;
  readonly args: readonly Expr[];
  readonly distinct: boolean;
  readonly filter: Expr | undefined;
  readonly ignoreNulls: boolean;
  readonly partitionBy: readonly Expr[];
  readonly orderBy: readonly SortOrder[];
  /** undefined: the function's own, or what the order asks for; filled in by the resolver. */
  readonly frame: WindowFrame | undefined;
  readonly dataType: DataType | undefined;
}

export interface WindowFrame {
  readonly unit: 'rows' | 'range';
  readonly lower: FrameBound;
  readonly upper: FrameBound;
}

/** An end of a frame; without an offset it is unbounded. */
export interface FrameBound {
  readonly side: 'preceding' | 'current' | 'following';
  readonly offset: Expr | undefined;
}

const NO_METADATA: AttributeMetadata = Object.freeze({});

export const literal = (value: LiteralValue, dataType: DataType): Literal =>
  Object.freeze({ kind: 'Literal', value, dataType });
export const unresolvedAttribute = (...nameParts: readonly string[]): UnresolvedAttribute =>
  Object.freeze({ kind: 'UnresolvedAttribute', nameParts: Object.freeze([...nameParts]) });
export const unresolvedStar = (...target: readonly string[]): UnresolvedStar =>
  Object.freeze({ kind: 'UnresolvedStar', target: Object.freeze([...target]) });
/** `* EXCEPT (…)`. */
export const unresolvedStarExcept = (
  target: readonly string[],
  except: readonly (readonly string[])[],
): UnresolvedStar => Object.freeze({ ...unresolvedStar(...target), except: Object.freeze([...except]) });
export const attributeReference = (
  props: Pick<AttributeReference, 'name' | 'exprId' | 'dataType'> & Partial<AttributeReference>,
): AttributeReference =>
  Object.freeze({ nullable: true, qualifier: [], metadata: NO_METADATA, ...props, kind: 'AttributeReference' });
export const alias = (child: Expr, name: string, exprId?: number, metadata: AttributeMetadata = NO_METADATA): Alias =>
  Object.freeze({ kind: 'Alias', child, name, exprId, metadata });
/** An expression without the name it may have. */
export const withoutAlias = (expr: Expr): Expr => (expr.kind === 'Alias' ? expr.child : expr);
export const multiAlias = (child: Expr, names: readonly string[]): Alias =>
  Object.freeze({
    kind: 'Alias',
    child,
    name: '',
    exprId: undefined,
    metadata: NO_METADATA,
    names: Object.freeze([...names]),
  });
export const call = (
  name: string,
  args: readonly Expr[],
  options: Partial<Pick<Call, 'distinct' | 'filter' | 'ignoreNulls' | 'dataType' | 'nullable'>> = {},
): Call =>
  Object.freeze({
    distinct: false,
    filter: undefined,
    ignoreNulls: false,
    dataType: undefined,
    nullable: true,
    ...options,
    kind: 'Call',
    name,
    args: Object.freeze([...args]),
  });
export const cast = (child: Expr, dataType: DataType, mode?: CastMode): Cast =>
  Object.freeze({ kind: 'Cast', child, dataType, mode });
export const implicitCast = (child: Expr, dataType: DataType, mode: CastMode): Cast =>
  Object.freeze({ kind: 'Cast', child, dataType, mode, implicit: true });
export const caseWhen = (branches: CaseWhen['branches'], otherwise?: Expr): CaseWhen =>
  Object.freeze({ kind: 'CaseWhen', branches: Object.freeze([...branches]), otherwise });
export const getStructField = (child: Expr, field: string): GetStructField =>
  Object.freeze({ kind: 'GetStructField', child, field });
export const lambdaFunction = (parameters: readonly string[], body: Expr): LambdaFunction =>
  Object.freeze({ kind: 'LambdaFunction', parameters: Object.freeze([...parameters]), body });
export const lambdaVariable = (name: string, id: number, dataType: DataType): LambdaVariable =>
  Object.freeze({ kind: 'LambdaVariable', name, id, dataType });
export const subqueryExpr = (form: SubqueryExpr['form'], plan: object, values: readonly Expr[] = []): SubqueryExpr =>
  Object.freeze({ kind: 'SubqueryExpr', form, values: Object.freeze([...values]), plan });
export const sortOrder = (
  child: Expr,
  direction: SortOrder['direction'] = 'asc',
  nulls: SortOrder['nulls'] = direction === 'asc' ? 'first' : 'last',
): SortOrder => Object.freeze({ kind: 'SortOrder', child, direction, nulls });
export const windowExpr = (
  props: Pick<WindowExpr, 'name' | 'args'> & Partial<Omit<WindowExpr, 'kind' | 'name' | 'args'>>,
): WindowExpr =>
  Object.freeze({
    distinct: false,
    filter: undefined,
    ignoreNulls: false,
    partitionBy: [],
    orderBy: [],
    frame: undefined,
    dataType: undefined,
    ...props,
    kind: 'WindowExpr',
  });
/** The current row, or the end of the partition on the side, or so many rows or values from here. */
export const frameBound = (side: FrameBound['side'], offset?: Expr): FrameBound => Object.freeze({ side, offset });
export const windowFrame = (unit: WindowFrame['unit'], lower: FrameBound, upper: FrameBound): WindowFrame =>
  Object.freeze({ unit, lower, upper });
