import { ParseError } from '../errors/index.ts';
import { type Token, tokenize } from './lexer.ts';
import { quotedName } from './string-literal.ts';

/** What stands for the markers of a text, as SQL: by name for `:name`, in order for `?`. */
export type SqlArguments = Readonly<Record<string, string>> | readonly string[];

interface Marker {
  readonly start: number;
  readonly end: number;
  /** Of `:name`; undefined: the marker is `?`. */
  readonly name: string | undefined;
}

/** Keywords behind which `:` begins a marker; behind any other name it takes a value apart. */
const BEFORE_MARKER: ReadonlySet<string> = new Set([
  ...['all', 'and', 'between', 'by', 'case', 'distinct', 'div', 'else', 'escape', 'except', 'from', 'having', 'ilike'],
  ...['in', 'interval', 'like', 'limit', 'not', 'offset', 'on', 'or', 'qualify', 'range', 'regexp', 'rlike', 'rows'],
  ...['select', 'then', 'values', 'when', 'where', 'for'],
]);

/** The text with its markers replaced, as Spark does it before it parses. A text without markers is as it was, whatever the arguments. */
export function bindParameters(sql: string, args: SqlArguments): string {
  if (!/[:?]/.test(sql)) return sql;
  const markers = findMarkers(tokenize(sql));
  const named = markers.filter(({ name }) => name !== undefined).length;
  if (named > 0 && named < markers.length) throw new ParseError('INVALID_QUERY_MIXED_QUERY_PARAMETERS');
  let text = '';
  let from = 0;
  for (const [place, marker] of markers.entries()) {
    // Blanks keep the value apart from what is around it: `1 -:n` with -5 is no comment.
    text += `${sql.slice(from, marker.start)} ${argumentFor(marker, place, args)} `;
    from = marker.end;
  }
  return text + sql.slice(from);
}

function argumentFor({ name, start }: Marker, place: number, args: SqlArguments): string {
  const values = name === undefined ? (Array.isArray(args) ? args : []) : Array.isArray(args) ? {} : args;
  const key = name ?? String(place);
  const value = Object.hasOwn(values, key) ? (values as Readonly<Record<string, string>>)[key] : undefined;
  if (value === undefined) throw unboundParameter(name, start);
  return value;
}

/** A marker without a name has its place in the text for one. */
const unboundParameter = (name: string | undefined, start: number): ParseError =>
  new ParseError('UNBOUND_SQL_PARAMETER', { name: name ?? `_${start}` });

function findMarkers(tokens: readonly Token[]): readonly Marker[] {
  return tokens.flatMap((token, index): readonly Marker[] => {
    if (token.text === '?') return [{ start: token.start, end: token.end, name: undefined }];
    const name = token.text === ':' ? tokens[index + 1] : undefined;
    if (name === undefined || !isMarker(tokens[index - 1], name)) return [];
    return [{ start: token.start, end: name.end, name: markerName(name) }];
  });
}

const markerName = ({ kind, text }: Token): string => (kind === 'quoted' ? quotedName(text) : text);

function isMarker(before: Token | undefined, name: Token): boolean {
  if (name.kind !== 'quoted' && !(name.kind === 'word' && !/^\d/.test(name.text))) return false;
  if (before === undefined || before.kind === 'string') return true;
  if (before.kind === 'word') return BEFORE_MARKER.has(before.lower);
  return before.kind === 'symbol' && before.text !== ')' && before.text !== ']';
}
