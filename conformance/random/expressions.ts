import type { Dice } from '../../lib/testing/campaign/dice.ts';
import { type Column, columnsOf, NUMBERS, plainColumns, type Stream } from './stream.ts';

/** A condition over the columns of a stream. */
export function condition(dice: Dice, stream: Stream): string {
  const simple = () => comparison(dice, dice.pick(plainColumns(stream)));
  if (plainColumns(stream).length === 0) return 'true';
  const roll = dice.part();
  if (roll < 0.7) return simple();
  if (roll < 0.85) return `${simple()} AND ${simple()}`;
  if (roll < 0.95) return `(${simple()} OR ${simple()})`;
  return `NOT (${simple()})`;
}

function comparison(dice: Dice, { name, type }: Column): string {
  if (dice.chance(0.12)) return `${name} IS ${dice.pick(['NULL', 'NOT NULL'])}`;
  switch (type) {
    case 'text':
      return dice.pick([
        `${name} = 'x'`,
        `${name} <> 'y'`,
        `${name} IN ('x', 'z')`,
        `${name} LIKE 'x%'`,
        `length(${name}) > 0`,
        `coalesce(${name}, 'q') >= 'y'`,
      ]);
    case 'time':
      return dice.pick([
        `${name} >= TIMESTAMP '2024-01-01 00:00:${dice.pick(['10', '20', '30'])}'`,
        `${name} < TIMESTAMP '2024-01-01 00:0${dice.pick(['1', '2'])}:00'`,
        `second(${name}) % 2 = 0`,
      ]);
    case 'date':
      return dice.pick([`${name} > DATE '2024-01-01'`, `day(${name}) % 2 = 0`]);
    case 'flag':
      return dice.pick([name, `NOT ${name}`, `${name} <=> true`]);
    default:
      return dice.pick([
        `${name} > ${dice.between(-1, 4)}`,
        `${name} <= ${dice.between(1, 6)}`,
        `${name} <> 3`,
        `${name} BETWEEN 0 AND 5`,
        `${name} + 1 < 6`,
      ]);
  }
}

/** A computed column with its type. */
export function scalar(dice: Dice, stream: Stream): { readonly sql: string; readonly type: Column['type'] } {
  const column = dice.pick(plainColumns(stream));
  const { name, type } = column;
  switch (type) {
    case 'text':
      return dice.pick([
        { sql: `upper(${name})`, type: 'text' as const },
        { sql: `concat(${name}, '!')`, type: 'text' as const },
        { sql: `coalesce(${name}, '-')`, type: 'text' as const },
        { sql: `length(${name})`, type: 'whole' as const },
      ]);
    case 'time':
      return dice.pick([
        { sql: `date_trunc('minute', ${name})`, type: 'time' as const },
        { sql: `unix_seconds(${name})`, type: 'whole' as const },
        { sql: `${name} + INTERVAL 5 SECONDS`, type: 'time' as const },
        { sql: `to_date(${name})`, type: 'date' as const },
        { sql: name, type: 'time' as const },
        { sql: `CAST(${name} AS STRING)`, type: 'text' as const },
        { sql: `date_trunc('minute', ${name})`, type: 'time' as const },
      ]);
    case 'date':
      return dice.pick([
        { sql: `date_add(${name}, 1)`, type: 'date' as const },
        { sql: `CAST(${name} AS TIMESTAMP)`, type: 'time' as const },
      ]);
    case 'flag':
      return dice.pick([
        { sql: `NOT ${name}`, type: 'flag' as const },
        { sql: `CAST(${name} AS INT)`, type: 'whole' as const },
      ]);
    default:
      return dice.pick([
        { sql: `${name} * 2`, type },
        { sql: `${name} % 3`, type },
        { sql: `CASE WHEN ${name} > 3 THEN 'hi' WHEN ${name} > 0 THEN 'lo' END`, type: 'text' as const },
        { sql: `${name} > 2`, type: 'flag' as const },
        { sql: `coalesce(${name}, 0)`, type },
      ]);
  }
}

interface Made {
  readonly sql: string;
  readonly type: Column['type'];
}

const ORDER_FREE = [
  'sum',
  'avg',
  'min',
  'max',
  'stddev',
  'stddev_pop',
  'variance',
  'var_pop',
  'try_sum',
  'try_avg',
] as const;

/** An aggregate, or an expression over aggregates. */
export function aggregate(dice: Dice, stream: Stream): Made {
  const roll = dice.part();
  if (roll < 0.1) {
    const [a, b] = [call(dice, stream), call(dice, stream)];
    if (NUMBERS.includes(a.type) && NUMBERS.includes(b.type))
      return dice.pick([
        { sql: `${a.sql} + ${b.sql}`, type: 'other' as const },
        { sql: `try_divide(${a.sql}, ${b.sql})`, type: 'other' as const },
        { sql: `coalesce(${a.sql}, 0) - 1`, type: 'other' as const },
      ]);
    return { sql: `${a.sql} IS NULL`, type: 'flag' };
  }
  const made = call(dice, stream);
  return dice.chance(0.12) && !made.sql.startsWith('sort_array')
    ? { ...made, sql: `${made.sql} FILTER (WHERE ${condition(dice, stream)})` }
    : made;
}

function call(dice: Dice, stream: Stream): Made {
  const numbers = columnsOf(stream, 'whole', 'real', 'exact');
  const plain = plainColumns(stream);
  if (plain.length === 0 || dice.chance(0.25)) return { sql: 'count(*)', type: 'whole' };
  const column = dice.pick(plain);
  const roll = dice.part();
  if (roll < 0.45 && numbers.length > 0) return overNumber(dice, dice.pick(numbers));
  if (roll < 0.52) return { sql: `count(${column.name})`, type: 'whole' };
  if (roll < 0.65) return { sql: `${dice.pick(['min', 'max'])}(${column.name})`, type: column.type };
  if (roll < 0.72)
    return {
      sql: `sort_array(${dice.pick(['collect_set', 'collect_list', 'array_agg'])}(${column.name}))`,
      type: 'other',
    };
  if (roll < 0.77) return { sql: `approx_count_distinct(${column.name})`, type: 'whole' };
  if (roll < 0.84) return { sql: `count_if(${condition(dice, stream)})`, type: 'whole' };
  if (roll < 0.9)
    return { sql: `${dice.pick(['bool_and', 'bool_or', 'every', 'any'])}(${condition(dice, stream)})`, type: 'flag' };
  if (roll < 0.93 && stream.ordered)
    return {
      sql: `${dice.pick(['first', 'last', 'any_value', 'first_value'])}(${column.name}${dice.pick(['', ', true'])})`,
      type: column.type,
    };
  if (roll < 0.95) return { sql: `sum(CASE WHEN ${condition(dice, stream)} THEN 1 ELSE 0 END)`, type: 'whole' };
  if (roll < 0.953) return { sql: `count(DISTINCT ${column.name})`, type: 'whole' };
  return { sql: `count(${column.name}, ${dice.pick(plain).name})`, type: 'whole' };
}

function overNumber(dice: Dice, { name, type }: Column): Made {
  const roll = dice.part();
  if (roll < 0.1 && type === 'whole')
    return { sql: `${dice.pick(['bit_and', 'bit_or', 'bit_xor'])}(${name})`, type: 'whole' };
  if (roll < 0.14) return { sql: `median(${name})`, type: 'other' };
  if (roll < 0.18) return { sql: `percentile(${name}, 0.25)`, type: 'other' };
  const fn = dice.chance(0.7) ? dice.pick(['sum', 'avg', 'min', 'max']) : dice.pick(ORDER_FREE);
  const kept = fn === 'min' || fn === 'max' || (fn === 'sum' && type !== 'exact');
  return { sql: `${fn}(${name})`, type: kept ? type : 'other' };
}
