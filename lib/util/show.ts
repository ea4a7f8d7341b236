/** How a table of texts is printed. */
export interface ShowOptions {
  /** Cells longer than this are cut, and all are aligned right; 0: nothing is cut, all are aligned left. */
  readonly truncate: number;
  /** One line per cell instead of one per row. */
  readonly vertical: boolean;
}

const MIN_WIDTH = 3;

/** Characters that take two columns on a terminal, by the table that Spark goes by. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/g;

const META_CHARACTERS: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
  '\v': '\\v',
  '\u0007': '\\a',
};

/**
 * The text of Spark's `show()`: rows beyond `numRows` are left out and counted by a footer. A table ends with a line break, a footer does not, as in Spark.
 */
export function showTable(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  numRows: number,
  options: ShowOptions,
): string {
  const limit = Math.max(0, numRows);
  const header = names.map(escapeMeta);
  const shown = rows.slice(0, limit).map((row) => row.map((cell) => cut(escapeMeta(cell), options.truncate)));
  const body = options.vertical ? vertical(header, shown) : horizontal(header, shown, options.truncate > 0);
  if (options.vertical && shown.length === 0) return `${body}(0 rows)`;
  return rows.length > limit ? `${body}only showing top ${limit} ${limit === 1 ? 'row' : 'rows'}` : body;
}

function horizontal(header: readonly string[], rows: readonly (readonly string[])[], alignRight: boolean): string {
  const widths = header.map((name, i) => columnWidth([name, ...rows.map((row) => row[i] ?? '')]));
  const rule = `+${widths.map((width) => '-'.repeat(width)).join('+')}+`;
  const line = (cells: readonly string[]) =>
    `|${cells.map((cell, i) => pad(cell, widths[i] ?? MIN_WIDTH, alignRight)).join('|')}|`;
  return `${[rule, line(header), rule, ...rows.map(line), rule].join('\n')}\n`;
}

function vertical(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const nameWidth = columnWidth(header);
  const cellWidth = columnWidth(rows.flat());
  const blocks = rows.map((row, i) => {
    const title = `-RECORD ${i}`.padEnd(nameWidth + cellWidth + 5, '-');
    const lines = row.map((cell, j) => ` ${pad(header[j] ?? '', nameWidth, false)} | ${pad(cell, cellWidth, false)} `);
    return `${[title, ...lines].join('\n')}\n`;
  });
  return blocks.join('');
}

const columnWidth = (cells: readonly string[]): number =>
  cells.reduce((width, cell) => Math.max(width, displayWidth(cell)), MIN_WIDTH);

/** Columns a text takes on a terminal. */
export const displayWidth = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

function pad(text: string, width: number, alignRight: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return alignRight ? `${blanks}${text}` : `${text}${blanks}`;
}

function cut(text: string, truncate: number): string {
  if (truncate <= 0 || text.length <= truncate) return text;
  return truncate < 4 ? text.slice(0, truncate) : `${text.slice(0, truncate - 3)}...`;
}

const escapeMeta = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be made visible
  text.replace(/[\n\r\t\f\u0008\v\u0007]/g, (character) => META_CHARACTERS[character] ?? character);
