/** A place in a text: line from 1, position in the line from 0, as Spark counts them. */
export interface TextPosition {
  readonly line: number;
  readonly position: number;
}

/** The line and position of an offset. */
export function textPosition(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  const lines = before.split('\n');
  return { line: lines.length, position: (lines.at(-1) ?? '').length };
}
