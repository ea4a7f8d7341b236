/** Cuts text that comes in pieces into lines: one ends at \n, \r or \r\n, or at `separator` where that is given. */
export class LineCutter {
  readonly #separator: string | undefined;
  #rest = '';

  constructor(separator?: string) {
    this.#separator = separator;
  }

  /** The lines that have ended by now. */
  push(piece: string): string[] {
    const text = this.#rest + piece;
    // A \r at the end may be the first half of \r\n.
    const end = this.#separator === undefined && text.endsWith('\r') ? text.length - 1 : text.length;
    const lines = this.#cut(text.slice(0, end));
    this.#rest = (lines.pop() ?? '') + text.slice(end);
    return lines;
  }

  /** The line that nothing ended, if it is not empty. */
  end(): string[] {
    const last = this.#separator === undefined ? this.#rest.replace(/\r$/, '') : this.#rest;
    this.#rest = '';
    return last === '' ? [] : [last];
  }

  #cut(text: string): string[] {
    if (this.#separator !== undefined) return text.split(this.#separator);
    return text.includes('\r') ? text.split(/\r\n|\n|\r/) : text.split('\n');
  }
}
