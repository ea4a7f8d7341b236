import { StringDecoder } from 'node:string_decoder';

/** Cuts a stream of bytes into lines; a line ends with `\n`, `\r\n` or `\r`. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** The lines that the bytes complete. */
  push(bytes: Buffer): string[] {
    const lines = (this.#rest + this.#decoder.write(bytes)).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    return lines;
  }

  /** What is left when the stream has ended without a line break. */
  end(): string[] {
    const rest = (this.#rest + this.#decoder.end()).replace(/\r$/, '');
    const isLine = this.#rest !== '';
    this.#rest = '';
    return isLine ? [rest] : [];
  }
}
