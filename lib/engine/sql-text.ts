import { quoteString } from '../expression/duckdb-sql.ts';

/** A DuckDB list literal of strings. */
export const quoteTexts = (texts: readonly string[]): string => `[${texts.map(quoteString).join(', ')}]`;

/** A path that DuckDB takes as it is, not as a pattern. */
export const globPath = (path: string): string => path.replace(/[[*?]/g, '[$&]');
