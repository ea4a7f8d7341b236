import type { Token } from './lexer.ts';

/** What stands around a word, as far as it decides whether the word is a keyword: Spark reserves almost none. */
export interface WordContext {
  /** Lower-case keyword or symbol before the word; '' for a name or a literal. */
  readonly before: string;
  readonly beforeThat: string;
  readonly after: string;
  readonly afterThat: string;
  readonly afterKind: Token['kind'];
  /** Whether an operand ends before the word. */
  readonly operand: boolean;
  /** Whether an operand ends before a NOT that stands before the word: `a NOT LIKE b`. */
  readonly operandBeforeNot: boolean;
  readonly insideCase: boolean;
}

type Rule = (context: WordContext) => boolean;
type Rules = Readonly<Record<string, Rule>>;

const any =
  (...words: readonly string[]) =>
  (word: string): boolean =>
    words.includes(word);
const JOINS = any('join', 'outer', 'semi', 'anti');
const SET_OPERATIONS = any('union', 'intersect', 'except', 'minus');
/** What a query starts with. */
export const startsQuery = any('select', 'with', 'from', 'values', 'table', '(');

const always: Rule = () => true;
const before =
  (test: (word: string) => boolean): Rule =>
  ({ after }) =>
    test(after);
const behind =
  (test: (word: string) => boolean): Rule =>
  (context) =>
    test(context.before);
const predicate: Rule = ({ operand, operandBeforeNot }) => operand || operandBeforeNot;
const COUNT_STARTS = (kind: Token['kind'], text: string): boolean =>
  kind === 'number' || kind === 'string' || text === '(' || text === '-';
const AFTER_ALIAS = any(
  ...[
    ',',
    ')',
    '.',
    ';',
    'as',
    'join',
    'inner',
    'left',
    'right',
    'full',
    'cross',
    'natural',
    'where',
    'group',
    'having',
  ],
  ...['order', 'limit', 'offset', 'union', 'on', 'using', 'lateral', 'window'],
);
/** What VALUES and TABLE stand behind where they start a query or a relation; '' is the start of the text. */
const STARTS_VALUES = any('', 'from', '(', 'union', 'all', 'distinct', 'except', 'intersect', 'minus', 'join');
const QUOTABLE = (kind: Token['kind']): boolean => kind === 'word' || kind === 'quoted';
const STARTS_OPERAND = (kind: Token['kind'], text: string): boolean =>
  kind === 'number' || kind === 'string' || text === '-' || (kind === 'word' && text !== 'from');
/** What FROM stands behind besides an operand. */
const STARTS_FROM = any('', '*', '(', 'union', 'all', 'distinct', 'except', 'intersect', 'minus', 'as');
const ENDS_CLAUSE = any('asc', 'desc', 'first', 'last', 'all', 'rollup', 'cube');
const count: Rule = ({ operand, before: word, after, afterKind }) =>
  (operand || ENDS_CLAUSE(word)) &&
  (afterKind === 'word' || afterKind === 'quoted' ? !AFTER_ALIAS(after) : COUNT_STARTS(afterKind, after));
const setOperation: Rule = ({ operand, before: word }) => operand || word === '*';

const CLAUSES: Rules = {
  as: ({ after, afterThat, afterKind }) =>
    afterKind !== 'end' && (after !== 'from' || [',', 'from', ')', ''].includes(afterThat)),
  from: ({ operand, before: word, afterKind }) => afterKind !== 'end' && (operand || STARTS_FROM(word)),
  group: ({ before: word, after }) => after === 'by' || (word === 'within' && after === '('),
  having: always,
  join: always,
  lateral: always,
  limit: count,
  offset: count,
  on: always,
  order: before(any('by')),
  qualify: ({ operand, after, afterKind }) => operand && afterKind !== 'end' && !AFTER_ALIAS(after),
  select: ({ before: word, afterKind }) => word === '' || (!any('select', ',')(word) && afterKind !== 'end'),
  using: always,
  table: ({ operand, before: word, afterKind }) => !operand && STARTS_VALUES(word) && QUOTABLE(afterKind),
  values: ({ operand, before: word, after, afterKind }) =>
    !operand &&
    (after === '(' ||
      (STARTS_VALUES(word) && (afterKind !== 'word' || !AFTER_ALIAS(after)) && STARTS_OPERAND(afterKind, after))),
  view: behind(any('lateral')),
  where: ({ operand, before: word, beforeThat, afterKind }) =>
    (operand || (word === '(' && beforeThat === 'filter')) && afterKind !== 'end',
  window: ({ operand, afterKind, afterThat }) => operand && afterKind === 'word' && afterThat === 'as',
  with: always,
};

const MODIFIERS: Rules = {
  all: ({ before: word }) => SET_OPERATIONS(word) || any('select', 'by', 'limit', 'like', 'ilike')(word),
  any: behind(any('like', 'ilike')),
  anti: before(any('join')),
  asc: ({ operand, after }) => operand && after !== '(',
  by: behind(any('group', 'order', 'sort', 'partition', 'cluster', 'distribute')),
  cluster: before(any('by')),
  cross: before(any('join')),
  cube: ({ before: word, after }) => word === 'with' || after === '(',
  desc: ({ operand, after }) => operand && after !== '(',
  distinct: ({ before: word }) => SET_OPERATIONS(word) || any('select', '(', 'is', 'not')(word),
  distribute: before(any('by')),
  except: (context) =>
    setOperation(context) && (startsQuery(context.after) || any('all', 'distinct', 'by')(context.after)),
  filter: ({ before: word, after }) => word === ')' && after === '(',
  first: behind(any('nulls')),
  full: before(JOINS),
  grouping: before(any('sets')),
  ignore: before(any('nulls')),
  inner: before(any('join')),
  intersect: setOperation,
  last: behind(any('nulls')),
  left: before(JOINS),
  minus: ({ operand, before: word, after }) => (operand || word === '*') && startsQuery(after),
  natural: before(any('join', 'left', 'right', 'full', 'inner')),
  within: before(any('group')),
  nulls: ({ before: word, after }) => any('ignore', 'respect')(word) || any('first', 'last')(after),
  outer: behind(any('left', 'right', 'full', 'view')),
  over: ({ before: word }) => word === ')' || word === 'nulls',
  partition: before(any('by')),
  respect: before(any('nulls')),
  right: before(JOINS),
  rollup: ({ before: word, after }) => word === 'with' || after === '(',
  semi: before(any('join')),
  sets: behind(any('grouping')),
  some: behind(any('like', 'ilike')),
  sort: before(any('by')),
  union: always,
};

const OPERATORS: Rules = {
  and: always,
  between: (context) => predicate(context) || any('rows', 'range')(context.before),
  case: always,
  div: ({ operand }) => operand,
  escape: ({ operand, afterKind }) => operand && afterKind === 'string',
  exists: ({ after, afterThat }) => after === '(' && startsQuery(afterThat),
  false: always,
  ilike: predicate,
  in: (context) => predicate(context) && context.after === '(',
  is: ({ operand, after }) => operand && any('not', 'null', 'true', 'false', 'unknown', 'distinct')(after),
  like: predicate,
  not: always,
  null: always,
  or: always,
  regexp: predicate,
  rlike: predicate,
  struct: before(any('(')),
  true: always,
  unknown: ({ before: word, beforeThat }) => word === 'is' || (word === 'not' && beforeThat === 'is'),
};

const FRAMES: Rules = {
  current: before(any('row')),
  following: ({ before: word, operand }) => word === 'unbounded' || operand,
  preceding: ({ before: word, operand }) => word === 'unbounded' || operand,
  range: before(any('between', 'unbounded', 'current')),
  row: behind(any('current')),
  rows: ({ after, afterKind }) => any('between', 'unbounded', 'current')(after) || afterKind === 'number',
  unbounded: before(any('preceding', 'following')),
};

const RULES: Rules = { ...CLAUSES, ...MODIFIERS, ...OPERATORS, ...FRAMES };
const PARTS_OF_CASE = any('when', 'then', 'else', 'end');
const NAMES_FOLLOW = any('.', 'as');

/** Whether a word (in lower case) is a keyword where it stands; any other word is a name. */
export function isKeyword(word: string, context: WordContext): boolean {
  if (NAMES_FOLLOW(context.before)) return false;
  if (PARTS_OF_CASE(word)) return context.insideCase && (context.operand || context.before === 'case');
  return RULES[word]?.(context) ?? false;
}

/** Keywords that end an operand. */
export const endsOperand = any('end', 'null', 'true', 'false', 'unknown');
