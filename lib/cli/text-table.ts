import { displayWidth } from '../util/show.ts';

const GAP = '  ';

/** Rows of text in columns, with a heading; for people, so the last column is not padded. */
export function textTable(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [names.map((name) => name.toUpperCase()), ...rows];
  const widths = names.map((_, i) => Math.max(...lines.map((line) => displayWidth(line[i] ?? ''))));
  return lines
    .map((line) => line.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - displayWidth(cell))))
    .map((cells) => `${cells.join(GAP).trimEnd()}\n`)
    .join('');
}

/** Facts, one per line, their values below each other. */
export function textFacts(facts: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts
    .map(([name, value]) => `${`${name}:`.padEnd(width + 2)} ${value}`.trimEnd())
    .join('\n')
    .concat('\n');
}
