import type { Token } from './lexer.ts';
import { closingIndex, findAtDepth } from './token-search.ts';

/** How a call with words between its arguments (`trim(BOTH x FROM y)`) is written as a plain one. */
export interface SpecialForm {
  readonly name: string;
  /** Text in place of tokens, by index: `,` for a word between arguments, '' for one that goes. */
  readonly edits: ReadonlyMap<number, string>;
}

type Rewrite = (tokens: readonly Token[], open: number) => SpecialForm | undefined;

/** Each of the words becomes a comma; the first must be there. */
const separatedBy =
  (name: string, ...words: readonly string[]): Rewrite =>
  (tokens, open) => {
    const edits = new Map<number, string>();
    for (const word of words) {
      const at = findAtDepth(tokens, open + 1, ({ lower, kind }) => kind === 'word' && lower === word);
      if (tokens[at]?.lower === word) edits.set(at, ',');
    }
    const first = [...edits.keys()][0];
    return first !== undefined && tokens[first]?.lower === words[0] ? { name, edits } : undefined;
  };

const TRIM_NAMES: Readonly<Record<string, string>> = { both: 'trim', leading: 'ltrim', trailing: 'rtrim' };

const trim: Rewrite = (tokens, open) => {
  const from = findAtDepth(tokens, open + 1, ({ lower, kind }) => kind === 'word' && lower === 'from');
  if (tokens[from]?.lower !== 'from') return undefined;
  const side = tokens[open + 1]?.lower ?? '';
  const name = TRIM_NAMES[side];
  const edits = new Map<number, string>();
  if (name !== undefined) edits.set(open + 1, '');
  edits.set(from, from === open + (name === undefined ? 1 : 2) ? '' : ',');
  return { name: name ?? 'trim', edits };
};

/** `first(x IGNORE NULLS)` is `first(x) IGNORE NULLS`. */
const nullsInside =
  (name: string): Rewrite =>
  (tokens, open) => {
    const nulls = findAtDepth(
      tokens,
      open + 1,
      (_, i) => tokens[i + 1]?.lower === 'nulls' && tokens[i + 2]?.text === ')',
    );
    const word = tokens[nulls]?.lower;
    if (word !== 'ignore' && word !== 'respect') return undefined;
    const after = word === 'ignore' ? ') IGNORE NULLS' : ')';
    return {
      name,
      edits: new Map([
        [nulls, ''],
        [nulls + 1, ''],
        [closingIndex(tokens, open), after],
      ]),
    };
  };

const REWRITES: Readonly<Record<string, Rewrite>> = {
  any_value: nullsInside('any_value'),
  extract: separatedBy('extract', 'from'),
  first: nullsInside('first'),
  first_value: nullsInside('first_value'),
  last: nullsInside('last'),
  last_value: nullsInside('last_value'),
  overlay: separatedBy('overlay', 'placing', 'from', 'for'),
  position: separatedBy('locate', 'in'),
  substr: separatedBy('substring', 'from', 'for'),
  substring: separatedBy('substring', 'from', 'for'),
  trim,
};

/** The plain form of the call at `index`; undefined if it is a plain call already. */
export function specialForm(tokens: readonly Token[], index: number): SpecialForm | undefined {
  return REWRITES[tokens[index]?.lower ?? '']?.(tokens, index + 1);
}
