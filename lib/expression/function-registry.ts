import { AnalysisError } from '../errors/index.ts';
import { arrayType, type DataType, sameType, sqlName, structType } from '../types/data-type.ts';
import type { Call, Expr } from './expr.ts';
import type { EvaluationContext, FunctionRecord } from './function-record.ts';
import { allFunctions } from './functions/all.ts';
import { unexpectedInput, wrongNumberOfArguments } from './mismatch.ts';
import { BOOLEAN, coerceTo } from './type-rule.ts';

const byName: ReadonlyMap<string, FunctionRecord> = new Map(
  allFunctions.flatMap((record) => [record.name, ...(record.aliases ?? [])].map((name) => [name, record] as const)),
);

/** The record of a function, operator or aggregate by its Spark name in any letter case. */
export function lookupFunction(name: string): FunctionRecord | undefined {
  return byName.get(name.toLowerCase());
}

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
  const filter = call.filter === undefined ? undefined : toCondition(call.filter, context);
  return Object.freeze({ ...call, args, filter, dataType, nullable });
}

function toCondition(filter: Expr, context: EvaluationContext): Expr {
  return coerceTo(filter, BOOLEAN, context) ?? unexpectedInput('filter', [filter], 0, BOOLEAN.words);
}

function resolveUserCall(call: Call, context: ResolutionContext): Call {
  const signature = context.userFunctions?.get(call.name.toLowerCase());
  if (signature === undefined) throw new AnalysisError('UNRESOLVED_ROUTINE', { routineName: `\`${call.name}\`` });
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
