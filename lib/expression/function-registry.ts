import { AnalysisError } from '../errors/index.ts';
import { arrayType, type DataType, sameType, sqlName, structType } from '../types/data-type.ts';
import { nearNames } from '../util/nearest.ts';
import type { Call, Expr } from './expr.ts';
import type { EvaluationContext, FunctionRecord } from './function-record.ts';
import { allFunctions } from './functions/all.ts';
import { isWindowFunction } from './functions/window-functions.ts';
import { unexpectedInput, wrongNumberOfArguments } from './mismatch.ts';
import { nameOf } from './name-of.ts';
import { typeOf } from './type-of.ts';
import { coerceTo } from './type-rule.ts';

const byName: ReadonlyMap<string, FunctionRecord> = new Map(
  allFunctions.flatMap((record) => [record.name, ...(record.aliases ?? [])].map((name) => [name, record] as const)),
);

/** The record of a function, operator or aggregate by its Spark name in any letter case. */
export function lookupFunction(name: string): FunctionRecord | undefined {
  return byName.get(name.toLowerCase());
}

/** The names of all functions that SQL calls by name, in order. */
export const functionNames = (): readonly string[] =>
  [...byName.keys()].filter((name) => /^[a-z]\w*$/.test(name)).toSorted();

/** What to do about a function that is not known: those with nearly its name, the user's among them. */
function unknownFunctionRemedy(name: string, ofUser: Iterable<string>): string {
  const known = [...byName.keys()].filter((candidate) => /^\w+$/.test(candidate));
  const near = nearNames(name, [...ofUser, ...known]).slice(0, MAX_SUGGESTED);
  return near.length > 0
    ? `Did you mean ${near.join(', ')}?`
    : 'Millrace has no such function, nor one of nearly that name; docs/functions.md lists those it has. One of your own is made by udf(…), and session.udf.register makes it known to SQL.';
}

const MAX_SUGGESTED = 3;

/** What resolution must know of a function of the user. */
export interface UserFunctionSignature {
  readonly argumentTypes: readonly DataType[];
  readonly returnType: DataType;
}

/** Session settings, and the user's functions by name in lower case. */
export interface ResolutionContext extends EvaluationContext {
  readonly userFunctions?: ReadonlyMap<string, UserFunctionSignature>;
}

/**
 * Looks a call up, checks its arguments (resolved already), puts in implicit casts and gives it its type. Built-in functions come before
 * the user's. A generator gets an array of structs as its type, with its output columns as fields.
 */
export function resolveCall(call: Call, context: ResolutionContext): Call {
  const record = lookupFunction(call.name);
  if (record === undefined) return resolveUserCall(call, context);
  if (record.kind === 'generator') {
    const { args, columns } = record.resolve(call.args, context);
    return Object.freeze({
      ...call,
      args,
      dataType: arrayType(structType(columns)),
      nullable: true,
    });
  }
  const { args, dataType, nullable = true } = record.resolve(call.args, context);
  refuseSyntax(call, record.kind === 'aggregate');
  if (call.filter !== undefined && typeOf(call.filter).kind !== 'boolean')
    throw new AnalysisError('INVALID_AGGREGATE_FILTER.NOT_BOOLEAN', { filterExpr: nameOf(call.filter) });
  return Object.freeze({ ...call, args, dataType, nullable });
}

/** Aggregates for which it makes no difference that Spark has no IGNORE NULLS. */
const NO_IGNORE_NULLS: ReadonlySet<string> = new Set(['avg', 'count', 'max', 'mean', 'min', 'sum']);

/** Refuses clauses behind a call that its function does not take. */
function refuseSyntax({ name, distinct, filter, ignoreNulls }: Call, aggregates: boolean): void {
  const refused = aggregates
    ? ignoreNulls === true && NO_IGNORE_NULLS.has(name) && 'IGNORE NULLS'
    : (distinct === true && 'DISTINCT') || (filter !== undefined && 'FILTER CLAUSE');
  if (refused !== false)
    throw new AnalysisError('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', {
      prettyName: name,
      syntax: refused,
    });
}

function resolveUserCall(call: Call, context: ResolutionContext): Call {
  const signature = context.userFunctions?.get(call.name.toLowerCase());
  if (signature === undefined && isWindowFunction(call.name))
    throw new AnalysisError('WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE', { funcName: nameOf(call) });
  if (signature === undefined)
    throw new AnalysisError('UNRESOLVED_ROUTINE', {
      routineName: `\`${call.name}\``,
      remedy: unknownFunctionRemedy(call.name, context.userFunctions?.keys() ?? []),
    });
  const { argumentTypes, returnType } = signature;
  if (call.args.length !== argumentTypes.length) wrongNumberOfArguments(call, String(argumentTypes.length));
  const args = call.args.map((arg, i): Expr => {
    const type = argumentTypes[i];
    if (type === undefined) return arg;
    const rule = { words: `"${sqlName(type)}"`, accepts: (t: DataType) => sameType(t, type), target: type };
    return coerceTo(arg, rule, context) ?? unexpectedInput(call.name, call.args, i, rule.words);
  });
  return Object.freeze({ ...call, args, dataType: returnType, nullable: true });
}
