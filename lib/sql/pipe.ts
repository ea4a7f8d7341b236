import type { LogicalPlan } from '../plan/logical-plan.ts';
import { transformUp } from '../plan/traverse.ts';
import { type Token, tokenize } from './lexer.ts';
import { syntaxError, unsupportedSql } from './sql-error.ts';
import { findAtDepth } from './token-search.ts';

/** Stands in the text of an operator for what is before it. */
const INPUT = '__pipe_input';

/** The parts of `FROM t |> WHERE … |> SELECT …` as texts; one part where there is no pipe. */
export function pipeParts(sql: string): readonly string[] {
  const tokens = tokenize(sql);
  const parts: string[] = [];
  let from = 0;
  for (let at = nextPipe(tokens, 0); tokens[at]?.text === '|>'; at = nextPipe(tokens, at + 1)) {
    parts.push(sql.slice(from, tokens[at]?.start));
    from = tokens[at]?.end ?? sql.length;
  }
  return [...parts, sql.slice(from)];
}

const nextPipe = (tokens: readonly Token[], start: number): number =>
  findAtDepth(tokens, start, ({ text, kind }) => text === '|>' || kind === 'end');

/** The plan of a query in pipe syntax. */
export function parsePipe(parts: readonly string[], parse: (sql: string) => LogicalPlan): LogicalPlan {
  const [head = '', ...operators] = parts;
  const first = tokenize(head)[0]?.lower === 'from' ? parse(`SELECT * ${head}`) : parse(head);
  return operators.reduce((input, operator) => applyOperator(input, operator, parse), first);
}

/** Operators that are a clause behind FROM. */
const CLAUSES: ReadonlySet<string> = new Set([
  ...['where', 'limit', 'offset', 'order', 'sort', 'cluster', 'distribute', 'pivot', 'unpivot', 'tablesample'],
  ...['lateral', 'join', 'inner', 'left', 'right', 'full', 'cross', 'natural', 'anti', 'semi'],
  ...['union', 'except', 'intersect', 'minus', 'as'],
]);

function applyOperator(input: LogicalPlan, text: string, parse: (sql: string) => LogicalPlan): LogicalPlan {
  const [word] = tokenize(text);
  const over = (sql: string): LogicalPlan => withInput(parse(sql), input);
  const rest = text.slice(word?.end ?? 0);
  switch (word?.lower) {
    case 'select':
      return over(`${text} FROM ${INPUT}`);
    case 'extend':
      return over(`SELECT *, ${rest} FROM ${INPUT}`);
    case 'drop':
      return over(`SELECT * EXCEPT (${rest}) FROM ${INPUT}`);
    case 'aggregate':
      return over(aggregateQuery(rest));
    default:
      if (word === undefined || word.kind === 'end') return input;
      if (!CLAUSES.has(word.lower)) {
        if (word.lower === 'set')
          throw unsupportedSql('|> SET', 'Write |> SELECT with the columns, or |> EXTEND and |> DROP.');
        throw syntaxError(text, word.start, word.text);
      }
      return over(`SELECT * FROM ${INPUT} ${text}`);
  }
}

/** `aggregates GROUP BY keys`: the keys come first. */
function aggregateQuery(text: string): string {
  const tokens = tokenize(text);
  const isGroup = (token: Token, index: number): boolean =>
    token.kind === 'end' || (token.lower === 'group' && tokens[index + 1]?.lower === 'by');
  const at = findAtDepth(tokens, 0, isGroup);
  const group = tokens[at];
  if (group === undefined || group.kind === 'end') return `SELECT ${text} FROM ${INPUT}`;
  const results = text.slice(0, group.start).trim();
  const keys = text.slice(tokens[at + 1]?.end);
  let count = 1;
  for (let i = findComma(tokens, at + 2); tokens[i]?.text === ','; i = findComma(tokens, i + 1)) count++;
  const positions = Array.from({ length: count }, (_, i) => i + 1).join(', ');
  return `SELECT ${keys}${results === '' ? '' : `, ${results}`} FROM ${INPUT} GROUP BY ${positions}`;
}

const findComma = (tokens: readonly Token[], start: number): number =>
  findAtDepth(tokens, start, ({ text, kind }) => text === ',' || kind === 'end');

const withInput = (plan: LogicalPlan, input: LogicalPlan): LogicalPlan =>
  transformUp(plan, (node) => (node.kind === 'UnresolvedRelation' && node.nameParts[0] === INPUT ? input : node));
