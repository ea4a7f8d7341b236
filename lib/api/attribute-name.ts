import { ParseError } from '../errors/index.ts';
import { type Expr, unresolvedAttribute, unresolvedStar } from '../expression/expr.ts';

const PART = /(?:`((?:[^`]|``)+)`|([^`.]+))(?:\.(?=.)|$)/y;

/** The parts of a column name as `col` takes it: `s.k` has two, `` `s.k` `` one; a back-quote inside quotes is doubled. */
export function parseAttributeName(name: string): readonly string[] {
  const part = new RegExp(PART);
  const parts: string[] = [];
  while (part.lastIndex < name.length) {
    const match = part.exec(name);
    if (match === null) throw new ParseError('PARSE_ATTRIBUTE_NAME', { name });
    const [, quoted, plain] = match;
    parts.push(quoted?.replaceAll('``', '`') ?? plain ?? '');
  }
  return name === '' ? [''] : parts;
}

/** The expression a name stands for where Spark takes names of columns: `*`, `s.*`, `k`, `s.k`. */
export function namedExpression(name: string): Expr {
  if (name === '*') return unresolvedStar();
  if (name.endsWith('.*')) return unresolvedStar(...parseAttributeName(name.slice(0, -2)));
  return unresolvedAttribute(...parseAttributeName(name));
}
