/** A DuckDB identifier in quotes. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A DuckDB string literal. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A DuckDB list literal of strings. */
export const quoteTexts = (texts: readonly string[]): string => `[${texts.map(quoteText).join(', ')}]`;

/** A path that DuckDB takes as it is, not as a pattern. */
export const globPath = (path: string): string => path.replace(/[[*?]/g, '[$&]');
