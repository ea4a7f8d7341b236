import type { Row, Value } from '../types/value.ts';

const CONTROL_CHARACTERS: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
  '\v': '\\v',
  '\u0007': '\\a',
};
/** Spark's least width of a column. */
const MIN_WIDTH = 3;
/** Characters that take two places on a terminal: Spark's ranges. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g;

/** Rows of text (or null) as `show` prints them: a frame, cells to the right where they may be cut, and a note where there is more. */
export function formatTable(
  names: readonly string[],
  rows: readonly Row[],
  options: { readonly numRows: number; readonly cellWidth: number },
): string {
  const { numRows, cellWidth } = options;
  const toLine = (cells: readonly Value[]): string[] => cells.map((cell) => cut(cellText(cell), cellWidth));
  const header = toLine(names);
  const lines = rows.slice(0, numRows).map(toLine);
  const widths = header.map((_, i) => Math.max(MIN_WIDTH, ...[header, ...lines].map((line) => width(line[i] ?? ''))));
  const rule = `+${widths.map((w) => '-'.repeat(w)).join('+')}+`;
  const print = (line: readonly string[]): string =>
    `|${line.map((cell, i) => pad(cell, widths[i] ?? 0, cellWidth > 0)).join('|')}|`;
  const table = [rule, print(header), rule, ...lines.map(print), rule].join('\n');
  if (rows.length <= numRows) return `${table}\n`;
  return `${table}\nonly showing top ${numRows} ${numRows === 1 ? 'row' : 'rows'}`;
}

function cellText(cell: Value): string {
  if (cell === null) return 'NULL';
  return Array.from(String(cell), (c) => CONTROL_CHARACTERS[c] ?? c).join('');
}

function cut(text: string, cellWidth: number): string {
  if (cellWidth <= 0 || text.length <= cellWidth) return text;
  return cellWidth < 4 ? text.slice(0, cellWidth) : `${text.slice(0, cellWidth - 3)}...`;
}

const width = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

function pad(cell: string, size: number, toTheRight: boolean): string {
  const space = ' '.repeat(Math.max(0, size - width(cell)));
  return toTheRight ? space + cell : cell + space;
}
