/** A JSON number as it was written. */
export class JsonNumber {
  readonly raw: string;

  constructor(raw: string) {
    this.raw = raw;
  }
}

/** JSON with its numbers unread. A name that comes twice has its last value. */
export type JsonTree = null | boolean | string | JsonNumber | readonly JsonTree[] | ReadonlyMap<string, JsonTree>;

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const WORD = /(?:true|false|null|NaN|[+-]?INF|[+-]?Infinity)(?!\w)/y;
const STRINGS: Readonly<Record<string, RegExp>> = {
  '"': /"((?:[^"\\\p{Cc}]|\\[\s\S])*)"/uy,
  "'": /'((?:[^'\\\p{Cc}]|\\[\s\S])*)'/uy,
};
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Reads the first JSON value of a text with the liberties Spark's reader takes: single quotes, NaN and infinities; what follows is not looked at. */
export class JsonReader {
  readonly #text: string;
  #index = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The value; undefined where there is none. */
  static read(text: string): JsonTree | undefined {
    try {
      return new JsonReader(text).#value();
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #value(): JsonTree {
    this.#take(SPACE);
    const char = this.#text[this.#index];
    if (char === '{') return this.#object();
    if (char === '[') return this.#array();
    if (char === '"' || char === "'") return this.#string();
    const number = this.#take(NUMBER);
    if (number !== undefined) return new JsonNumber(number);
    const word = this.#take(WORD) ?? this.#fail();
    if (word === 'null') return null;
    return word === 'true' || word === 'false' ? word === 'true' : new JsonNumber(word);
  }

  #object(): JsonTree {
    const entries = new Map<string, JsonTree>();
    this.#each('}', () => {
      const name = this.#string();
      this.#symbol(':');
      entries.set(name, this.#value());
    });
    return entries;
  }

  #array(): JsonTree {
    const items: JsonTree[] = [];
    this.#each(']', () => items.push(this.#value()));
    return items;
  }

  /** The members of an object or array up to its end. */
  #each(end: string, member: () => void): void {
    this.#index++;
    this.#take(SPACE);
    if (this.#text[this.#index] === end) {
      this.#index++;
      return;
    }
    do {
      this.#take(SPACE);
      member();
      this.#take(SPACE);
    } while (this.#text[this.#index++] === ',');
    if (this.#text[this.#index - 1] !== end) this.#fail();
  }

  #string(): string {
    const pattern = STRINGS[this.#text[this.#index] ?? ''] ?? this.#fail();
    const raw = (this.#take(pattern) ?? this.#fail()).slice(1, -1);
    if (!raw.includes('\\')) return raw;
    return raw.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, hex?: string, char?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      return ESCAPES[char ?? ''] ?? (/["'\\/]/.test(char ?? '') ? (char ?? '') : this.#fail());
    });
  }

  #symbol(char: string): void {
    this.#take(SPACE);
    if (this.#text[this.#index++] !== char) this.#fail();
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#index;
    const found = pattern.exec(this.#text)?.[0];
    this.#index += found?.length ?? 0;
    return found;
  }

  #fail(): never {
    throw new SyntaxError(`No JSON at ${this.#index}.`);
  }
}

/** JSON text of a tree; `number` prints its numbers. */
export function jsonText(tree: JsonTree, number: (raw: string) => string = (raw) => raw): string {
  if (tree instanceof JsonNumber) return number(tree.raw);
  if (Array.isArray(tree)) return `[${tree.map((item: JsonTree) => jsonText(item, number)).join(',')}]`;
  if (tree instanceof Map) {
    return `{${[...tree].map(([name, value]) => `${JSON.stringify(name)}:${jsonText(value, number)}`).join(',')}}`;
  }
  return JSON.stringify(tree);
}
