import type { AttributeReference } from '../expression/expr.ts';

/** A DuckDB identifier. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The column of an attribute in generated SQL: `c7`. By id alone, since a subquery alias may rename a column without making a new one. */
export const columnName = (attribute: Pick<AttributeReference, 'exprId'>): string => `c${attribute.exprId}`;

/** A select list of attributes under their generated names. */
export const columnNames = (attributes: readonly AttributeReference[]): string =>
  attributes.length === 0 ? NO_COLUMNS : attributes.map(columnName).join(', ');

/** DuckDB has no relation without columns: a stand-in where a plan needs only the number of rows. */
export const NO_COLUMNS = 'true AS __row';
