import type { DataType, StructField } from '../../types/data-type.ts';
import { type Call, call, type Expr } from '../expr.ts';
import type {
  AggregateRecord,
  EvaluationContext,
  GeneratorRecord,
  PrintContext,
  ScalarRecord,
  Signature,
  UpdateContext,
} from '../function-record.ts';
import { unexpectedInput, wrongNumberOfArguments } from '../mismatch.ts';
import { isNullable } from '../type-of.ts';
import { coerceTo, type TypeRule } from '../type-rule.ts';

/** The head of a definition: name, usage, one line of description. */
export type Head = readonly [name: string, usage: string, description: string, ...aliases: string[]];

/** Parameters: the first `required` must be there (default: all); with `rest`, more arguments follow its rule. */
export interface Parameters {
  readonly params: readonly TypeRule[];
  readonly required?: number;
  readonly rest?: TypeRule;
}

type Result = DataType | ((args: readonly Expr[], context: EvaluationContext) => DataType);

/** What arguments a function takes, checked one by one, and what type it returns for them. */
interface Resolvable extends Parameters {
  readonly returns: Result;
  /** Looks at the arguments as a whole once each has its type: common types, constants. */
  readonly refine?: (args: readonly Expr[], context: EvaluationContext) => readonly Expr[];
}

/** A scalar function. */
export interface ScalarSpec extends Resolvable {
  /** Default: whether an argument is nullable. */
  readonly nullable?: boolean | ((args: readonly Expr[]) => boolean);
  readonly sql: (args: Args, call: Call, context: PrintContext) => string;
}

/** The SQL of the arguments, by position; an absent optional one is undefined. */
export type Args = readonly [string, string, string, string, string, string, string, ...string[]];

/** Spark's form of the numbers of arguments allowed. */
function arity({ params, required = params.length, rest }: Parameters): string {
  if (rest !== undefined) return `> ${Math.max(required - 1, 0)}`;
  if (required === params.length) return String(required);
  return `[${Array.from({ length: params.length - required + 1 }, (_, i) => required + i).join(', ')}]`;
}

/** The arguments with implicit casts, or the fault. */
export function checkArguments(
  name: string,
  args: readonly Expr[],
  parameters: Parameters,
  context: EvaluationContext,
): readonly Expr[] {
  const { params, required = params.length, rest } = parameters;
  if (args.length < required || (rest === undefined && args.length > params.length)) {
    wrongNumberOfArguments(call(name, args), arity(parameters));
  }
  return args.map((arg, i) => {
    const wanted = params[i] ?? rest;
    if (wanted === undefined) return arg;
    return coerceTo(arg, wanted, context) ?? unexpectedInput(name, args, i, wanted.words);
  });
}

const anyNullable = (args: readonly Expr[]): boolean =>
  args.some((arg) => arg.kind !== 'LambdaFunction' && isNullable(arg));

/** The arguments as the specification wants them, and the type of the result. */
function resolveBy(name: string, spec: Resolvable, args: readonly Expr[], context: EvaluationContext) {
  const checked = checkArguments(name, args, spec, context);
  const refined = spec.refine?.(checked, context) ?? checked;
  const dataType = typeof spec.returns === 'function' ? spec.returns(refined, context) : spec.returns;
  return { args: refined, dataType };
}

/** A scalar record out of its specification. */
export function scalar([name, usage, description, ...aliases]: Head, spec: ScalarSpec): ScalarRecord {
  return Object.freeze({
    kind: 'scalar',
    name,
    usage,
    description,
    aliases,
    resolve: (args: readonly Expr[], context: EvaluationContext): Signature => {
      const resolved = resolveBy(name, spec, args, context);
      const nullable =
        typeof spec.nullable === 'function'
          ? spec.nullable(resolved.args)
          : (spec.nullable ?? anyNullable(resolved.args));
      return { ...resolved, nullable };
    },
    duckdb: (args: readonly string[], expr: Call, context: PrintContext) => spec.sql(args as Args, expr, context),
  });
}

/** A scalar record with a resolution of its own. */
export function scalarBy(
  [name, usage, description, ...aliases]: Head,
  resolve: (args: readonly Expr[], context: EvaluationContext) => Signature,
  sql: ScalarSpec['sql'],
): ScalarRecord {
  const duckdb = (args: readonly string[], expr: Call, context: PrintContext) => sql(args as Args, expr, context);
  return Object.freeze({ kind: 'scalar', name, usage, description, aliases, resolve, duckdb });
}

/** An aggregate with parameters as a scalar has them. */
export interface AggregateSpec extends Resolvable {
  readonly nullable?: boolean;
  readonly buffers: (call: Call) => readonly string[];
  readonly update: (args: Args, call: Call, context: UpdateContext) => readonly string[];
  readonly merge: (buffers: Args, call: Call, position?: string) => readonly string[];
  readonly finalize: (buffers: Args, call: Call, context: EvaluationContext) => string;
}

/** An aggregate record out of its specification. */
export function aggregate([name, usage, description, ...aliases]: Head, spec: AggregateSpec): AggregateRecord {
  return Object.freeze({
    kind: 'aggregate',
    name,
    usage,
    description,
    aliases,
    resolve: (args: readonly Expr[], context: EvaluationContext): Signature => ({
      ...resolveBy(name, spec, args, context),
      nullable: spec.nullable ?? true,
    }),
    buffers: spec.buffers,
    update: (args: readonly string[], expr: Call, context: UpdateContext) => spec.update(args as Args, expr, context),
    merge: (buffers: readonly string[], expr: Call, position?: string) => spec.merge(buffers as Args, expr, position),
    finalize: (buffers: readonly string[], expr: Call, context: EvaluationContext) =>
      spec.finalize(buffers as Args, expr, context),
  });
}

/** A generator: rows out of a value. */
export function generator(
  [name, usage, description, ...aliases]: Head,
  spec: Parameters & {
    readonly columns: (args: readonly Expr[]) => readonly StructField[];
    readonly sql: (args: Args, call: Call, context: PrintContext) => string;
  },
): GeneratorRecord {
  return Object.freeze({
    kind: 'generator',
    name,
    usage,
    description,
    aliases,
    resolve: (args: readonly Expr[], context: EvaluationContext) => {
      const checked = checkArguments(name, args, spec, context);
      return { args: checked, columns: spec.columns(checked) };
    },
    duckdb: (args: readonly string[], expr: Call, context: PrintContext) => spec.sql(args as Args, expr, context),
  });
}
