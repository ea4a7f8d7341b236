/** A JSON number as it was written. */
export class JsonNumber {
  readonly raw: string;

  constructor(raw: string) {
    this.raw = raw;
  }
}

/** JSON with its numbers unread. A name that comes twice has its last value. */
export type JsonTree = null | boolean | string | JsonNumber | readonly JsonTree[] | ReadonlyMap<string, JsonTree>;

/** An object of JSON; all its members in order, also those of one name. */
class JsonObject extends Map<string, JsonTree> {
  readonly members: readonly (readonly [name: string, value: JsonTree])[];

  constructor(members: readonly (readonly [name: string, value: JsonTree])[]) {
    super(members);
    this.members = members;
  }
}

/** The members of an object in order, also those of one name. */
export const membersOf = (tree: ReadonlyMap<string, JsonTree>): readonly (readonly [string, JsonTree])[] =>
  tree instanceof JsonObject ? tree.members : [...tree];

/** What a text may hold beyond the standard, as Spark's options name it. */
export interface JsonLiberties {
  readonly allowComments: boolean;
  readonly allowUnquotedFieldNames: boolean;
  readonly allowSingleQuotes: boolean;
  readonly allowNumericLeadingZeros: boolean;
  readonly allowNonNumericNumbers: boolean;
  readonly allowUnquotedControlChars: boolean;
}

/** The liberties that Spark's reader takes without options: single quotes, NaN and infinities. */
export const USUAL_LIBERTIES: JsonLiberties = Object.freeze({
  allowComments: false,
  allowUnquotedFieldNames: false,
  allowSingleQuotes: true,
  allowNumericLeadingZeros: false,
  allowNonNumericNumbers: true,
  allowUnquotedControlChars: false,
});

/** The liberties of functions that look for a part of a text. */
export const SHARED_LIBERTIES: JsonLiberties = Object.freeze({
  ...USUAL_LIBERTIES,
  allowNonNumericNumbers: false,
  allowUnquotedControlChars: true,
});

const SPACE = /[ \t\r\n]*/y;
const SPACE_AND_COMMENTS = /(?:[ \t\r\n]|\/\*[\s\S]*?\*\/|\/\/[^\n]*)*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const NUMBER_WITH_ZEROS = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const WORD = /(?:true|false|null)(?!\w)/y;
const SPECIAL_NUMBER = /(?:NaN|[+-]?INF|[+-]?Infinity)(?!\w)/y;
const BARE_NAME = /[\p{L}_$*#@-][\p{L}\p{N}_$*#@+-]*/uy;
const LEADING_ZEROS = /^(-?)0+(?=\d)/;
const STRINGS: Readonly<Record<string, RegExp>> = {
  '"': /"(?:[^"\\]|\\[\s\S])*"/y,
  "'": /'(?:[^'\\]|\\[\s\S])*'/y,
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: what JSON forbids.
const CONTROL = /[\0-\x1f]/;
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Reads the first JSON value of a text; what follows is not looked at. */
export class JsonReader {
  readonly #text: string;
  readonly #liberties: JsonLiberties;
  readonly #blank: RegExp;
  #index = 0;

  constructor(text: string, liberties: JsonLiberties) {
    this.#text = text;
    this.#liberties = liberties;
    this.#blank = liberties.allowComments ? SPACE_AND_COMMENTS : SPACE;
  }

  /** The value; undefined where there is none. */
  static read(text: string, liberties: JsonLiberties = USUAL_LIBERTIES): JsonTree | undefined {
    try {
      return new JsonReader(text, liberties).#value();
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #value(): JsonTree {
    this.#take(this.#blank);
    const char = this.#text[this.#index];
    if (char === '{') return this.#object();
    if (char === '[') return this.#array();
    if (char === '"' || char === "'") return this.#string();
    return this.#number() ?? this.#word();
  }

  #number(): JsonTree | undefined {
    const number = this.#take(this.#liberties.allowNumericLeadingZeros ? NUMBER_WITH_ZEROS : NUMBER);
    if (number !== undefined) return new JsonNumber(number.replace(LEADING_ZEROS, '$1'));
    const special = this.#liberties.allowNonNumericNumbers ? this.#take(SPECIAL_NUMBER) : undefined;
    return special === undefined ? undefined : new JsonNumber(special);
  }

  #word(): JsonTree {
    const word = this.#take(WORD) ?? this.#fail();
    return word === 'null' ? null : word === 'true';
  }

  #object(): JsonTree {
    const members: (readonly [string, JsonTree])[] = [];
    this.#each('}', () => {
      const name = this.#name();
      this.#symbol(':');
      members.push([name, this.#value()]);
    });
    return new JsonObject(members);
  }

  #array(): JsonTree {
    const items: JsonTree[] = [];
    this.#each(']', () => items.push(this.#value()));
    return items;
  }

  /** The members of an object or array up to its end. */
  #each(end: string, member: () => void): void {
    this.#index++;
    this.#take(this.#blank);
    if (this.#text[this.#index] === end) {
      this.#index++;
      return;
    }
    do {
      this.#take(this.#blank);
      member();
      this.#take(this.#blank);
    } while (this.#text[this.#index++] === ',');
    if (this.#text[this.#index - 1] !== end) this.#fail();
  }

  #name(): string {
    return (this.#liberties.allowUnquotedFieldNames ? this.#take(BARE_NAME) : undefined) ?? this.#string();
  }

  #string(): string {
    const quote = this.#text[this.#index] ?? '';
    if (quote === "'" && !this.#liberties.allowSingleQuotes) this.#fail();
    const pattern = STRINGS[quote] ?? this.#fail();
    const raw = (this.#take(pattern) ?? this.#fail()).slice(1, -1);
    if (!this.#liberties.allowUnquotedControlChars && CONTROL.test(raw)) this.#fail();
    if (!raw.includes('\\')) return raw;
    return raw.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, hex?: string, char?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      return ESCAPES[char ?? ''] ?? (/["'\\/]/.test(char ?? '') ? (char ?? '') : this.#fail());
    });
  }

  #symbol(char: string): void {
    this.#take(this.#blank);
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
