import type { Expr, Literal } from '../expression/expr.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import type { DataType } from '../types/data-type.ts';
import type { Ast, IdentifierAst } from './ast.ts';
import type { SampleClause } from './sample-clause.ts';
import type { ShieldedSql } from './shield/shielding.ts';
import { unsupportedSql } from './sql-error.ts';
import type { WatermarkClause } from './watermark-clause.ts';
import type { Windows } from './window-clause.ts';

/** What the converters of one text share: the way back from placeholders, and each other. */
export interface Conversion {
  /** The name behind a placeholder. */
  name(identifier: IdentifierAst | string): string;
  literal(index: string): Expr;
  type(index: number): DataType;
  watermark(index: number): WatermarkClause | SampleClause;
  expr(node: Ast): Expr;
  query(node: Ast): LogicalPlan;
  /** Parses a piece of the user's text on its own. */
  parseExpression(sql: string): Expr;
  /** The named windows of the SELECT at hand. */
  readonly windows: Windows;
  /** The same with other named windows. */
  withWindows(windows: Windows): Conversion;
}

/** The part of a {@link Conversion} that looks placeholders up. */
export function lookups(shielded: ShieldedSql): Pick<Conversion, 'name' | 'literal' | 'type' | 'watermark'> {
  return {
    name: (identifier) => {
      const placeholder = typeof identifier === 'string' ? identifier : identifier.name;
      return shielded.names[Number(placeholder.slice(1))] ?? placeholder;
    },
    literal: (index) => found(shielded.literals[Number(index)], `literal ${index}`),
    type: (index) => found(shielded.types[index], `type ${index}`),
    watermark: (index) => found(shielded.watermarks[index], 'TABLESAMPLE'),
  };
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw unsupportedSql(what);
  return value;
}

/** The literal an expression is, if it is one. */
export const asLiteral = (expr: Expr): Literal | undefined => (expr.kind === 'Literal' ? expr : undefined);
