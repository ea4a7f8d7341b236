import type { LogicalPlan } from './logical-plan.ts';

/** `CREATE TEMP VIEW v AS …`. */
export interface CreateView {
  readonly kind: 'CreateView';
  readonly nameParts: readonly string[];
  readonly replace: boolean;
  /** Names of the columns; none: those of the query. */
  readonly columnNames: readonly string[];
  readonly plan: LogicalPlan;
}

export interface DropView {
  readonly kind: 'DropView';
  readonly nameParts: readonly string[];
  readonly ifExists: boolean;
}

export interface ShowViews {
  readonly kind: 'ShowViews';
  /** What the column of names is called: SHOW TABLES and SHOW VIEWS differ in nothing else. */
  readonly column: 'tableName' | 'viewName';
  readonly namespace: readonly string[];
  readonly pattern: string;
}

export interface ShowFunctions {
  readonly kind: 'ShowFunctions';
  readonly scope: 'all' | 'system' | 'user';
  readonly pattern: string;
}

export interface ShowColumns {
  readonly kind: 'ShowColumns';
  readonly nameParts: readonly string[];
}

/** DESCRIBE of a view, of one of its columns, or of a query. */
export interface Describe {
  readonly kind: 'Describe';
  readonly plan: LogicalPlan;
  readonly column?: string;
}

/** `SET k = v`, `SET k`, `SET`. */
export interface SetSetting {
  readonly kind: 'Set';
  readonly key?: string;
  readonly value?: string;
}

export interface ResetSetting {
  readonly kind: 'Reset';
  readonly key?: string;
}

export interface Explain {
  readonly kind: 'Explain';
  readonly extended: boolean;
  readonly plan: LogicalPlan;
}

export interface QueryStatement {
  readonly kind: 'Query';
  readonly plan: LogicalPlan;
}

/** What a SQL text asks for: a query, or a command that acts when it is given. */
export type Statement =
  | QueryStatement
  | CreateView
  | DropView
  | ShowViews
  | ShowFunctions
  | ShowColumns
  | Describe
  | SetSetting
  | ResetSetting
  | Explain;

/** A statement of some kind. */
export type StatementOf<K extends Statement['kind']> = Extract<Statement, { readonly kind: K }>;
