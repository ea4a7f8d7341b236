import { AnalysisError } from '../errors/index.ts';
import type { AttributeReference, Expr } from '../expression/expr.ts';
import { filter, type LogicalPlan, project } from '../plan/logical-plan.ts';
import type { DataFrame } from './data-frame.ts';
import type { SameName } from './frame-columns.ts';
import {
  columnsToFill,
  type FillValue,
  fillByName,
  fillColumns,
  foundColumn,
  hasValues,
  type ReplaceValue,
  replaceColumns,
} from './frame-nulls.ts';
import type { NameIn } from './typing/frame-type.ts';
import type { Filled, FilledBy, NotNull } from './typing/nulls-type.ts';

/** Which rows `drop` drops: those with a null in any of the columns, or in all of them, or with fewer values than `thresh`. */
export type DropRule = 'any' | 'all' | { readonly thresh: number };

/** What to replace by what: pairs, or an object of texts. */
export type Replacements = ReadonlyMap<ReplaceValue, ReplaceValue> | Readonly<Record<string, ReplaceValue>>;

interface NaSource {
  readonly plan: LogicalPlan;
  readonly output: readonly AttributeReference[];
  readonly sameName: SameName;
  readonly frame: <T>(plan: LogicalPlan) => DataFrame<T>;
}

/** `df.na`: rows and columns with nulls; among fractions NaN counts as null. */
export class DataFrameNaFunctions<S> {
  readonly #source: NaSource;

  constructor(source: NaSource) {
    this.#source = source;
  }

  /**
   * Fills nulls: a number those of numeric columns, a text those of texts, a boolean those of booleans, in all columns or some; or a value for each column.
   *
   * @example
   * clicks.na.fill(0).na.fill({ action: 'none' })
   */
  fill<const V extends FillValue, const N extends NameIn<S> = NameIn<S>>(
    value: V,
    names?: N | readonly N[],
  ): DataFrame<Filled<S, V, N>>;
  fill<const V extends { readonly [K in NameIn<S>]?: FillValue }>(values: V): DataFrame<FilledBy<S, keyof V>>;
  fill<T>(value: FillValue | Readonly<Record<string, FillValue>>, names?: string | readonly string[]): DataFrame<T> {
    const { output, sameName } = this.#source;
    if (typeof value !== 'object')
      return this.#project(fillColumns(output, value, columnsToFill(output, listOf(names), sameName)));
    const entries = Object.entries(value).flatMap(([name, given]) =>
      foundColumn(output, name, sameName).map((column) => [column, given] as const),
    );
    return this.#project(fillByName(output, new Map(entries)));
  }

  /** Drops rows with nulls in the columns, all of them if none are given. */
  drop<const N extends NameIn<S> = NameIn<S>>(rule?: 'any', names?: N | readonly N[]): DataFrame<NotNull<S, N>>;
  drop(rule: DropRule, names?: NameIn<S> | readonly NameIn<S>[]): DataFrame<S>;
  drop<T>(rule: DropRule = 'any', names?: string | readonly string[]): DataFrame<T> {
    const { plan, output, sameName, frame } = this.#source;
    const chosen = [...columnsToFill(output, listOf(names), sameName)];
    return frame(filter(hasValues(chosen, leastValues(rule, chosen.length)), plan));
  }

  /** Replaces values of columns of their kind, in all columns or some. */
  replace(from: ReplaceValue, to: ReplaceValue, names?: NameIn<S> | readonly NameIn<S>[]): DataFrame<S>;
  replace(
    from: readonly ReplaceValue[],
    to: ReplaceValue | readonly ReplaceValue[],
    names?: NameIn<S> | readonly NameIn<S>[],
  ): DataFrame<S>;
  replace(replacements: Replacements, names?: NameIn<S> | readonly NameIn<S>[]): DataFrame<S>;
  replace(...args: readonly unknown[]): DataFrame<S> {
    const { output, sameName } = this.#source;
    const { pairs, names } = replacementOf(args);
    return this.#project(replaceColumns(output, pairs, columnsToFill(output, listOf(names), sameName)));
  }

  #project<T>(list: readonly Expr[]): DataFrame<T> {
    return this.#source.frame(project(list, this.#source.plan));
  }
}

type Names = string | readonly string[] | undefined;

const listOf = (names: Names): readonly string[] | undefined => (typeof names === 'string' ? [names] : names);

function leastValues(rule: DropRule, columns: number): number {
  if (rule === 'any') return columns;
  if (rule === 'all') return 1;
  if (typeof rule === 'object' && Number.isInteger(rule.thresh)) return rule.thresh;
  throw new AnalysisError('VALUE_NOT_ALLOWED', {
    argName: 'how',
    allowed: "'any', 'all', { thresh: 2 }",
    value: JSON.stringify(rule),
  });
}

function replacementOf(args: readonly unknown[]) {
  const [from, to] = args;
  if (from instanceof Map) return { pairs: [...from] as [ReplaceValue, ReplaceValue][], names: to as Names };
  if (typeof from === 'object' && from !== null && !Array.isArray(from))
    return { pairs: Object.entries(from) as [ReplaceValue, ReplaceValue][], names: to as Names };
  const sources = (Array.isArray(from) ? from : [from]) as readonly ReplaceValue[];
  const names = args[2] as Names;
  if (!Array.isArray(to)) return { pairs: sources.map((source) => [source, to as ReplaceValue] as const), names };
  if (to.length !== sources.length)
    throw new AnalysisError('LENGTH_SHOULD_BE_THE_SAME', {
      arg1: 'to_replace',
      arg2: 'value',
      arg1Length: sources.length,
      arg2Length: to.length,
    });
  return { pairs: sources.map((source, i) => [source, to[i] as ReplaceValue] as const), names };
}
