import type { CaseBuilder } from './case-builder.ts';
import { aggregate, condition } from './expressions.ts';
import { type Column, columnsOf, type Stream } from './stream.ts';

const WINDOWS = [
  "'10 seconds'",
  "'20 seconds'",
  "'30 seconds'",
  "'1 minute'",
  "'20 seconds', '10 seconds'",
  "'30 seconds', '10 seconds'",
  "'10 seconds', '4 seconds'",
  "'25 seconds', '10 seconds'",
  "'10 seconds', '10 seconds', '3 seconds'",
  "'20 seconds', '10 seconds', '-5 seconds'",
  "'20 seconds', '5 seconds', '2 seconds'",
  "'1 hour'",
  "'15 seconds', '10 seconds'",
];

const GAPS = ["'5 seconds'", "'10 seconds'", "'10 seconds'", "'20 seconds'", "'1 minute'"];

interface Key {
  readonly sql: string;
  /** In the select list. */
  readonly selected: readonly string[];
  readonly columns: readonly Column[];
  readonly eventTime: string | undefined;
  /** Whether its groups end as the watermark goes on, even if the window is not selected. */
  readonly bounded?: boolean;
}

/** What a window key is made of: the event time as a rule, sometimes another time or the windows of an earlier aggregate. */
function timeOf({ dice }: CaseBuilder, stream: Stream): string | undefined {
  const own = stream.columns.find(({ name }) => name === stream.eventTime);
  if (own !== undefined && dice.chance(0.93))
    return own.type === 'window' && dice.chance(0.4) ? `window_time(${own.name})` : own.name;
  const times = columnsOf(stream, 'time');
  return times.length === 0 ? own?.name : dice.pick(times).name;
}

function windowKey(builder: CaseBuilder, stream: Stream): Key | undefined {
  const time = timeOf(builder, stream);
  if (time === undefined) return undefined;
  const { dice } = builder;
  const isEventTime = stream.eventTime !== undefined && time.includes(stream.eventTime);
  return shown(builder, stream, 'window', `window(${time}, ${dice.pick(WINDOWS)})`, isEventTime);
}

function sessionKey(builder: CaseBuilder, stream: Stream): Key | undefined {
  const time = timeOf(builder, stream);
  if (time === undefined) return undefined;
  const { dice } = builder;
  const texts = columnsOf(stream, 'text');
  const numbers = columnsOf(stream, 'whole');
  let gap = dice.pick(GAPS);
  if (dice.chance(0.3) && numbers.length + texts.length > 0) {
    const test =
      texts.length > 0 && dice.chance(0.5)
        ? `${dice.pick(texts).name} = 'x'`
        : numbers.length > 0
          ? `${dice.pick(numbers).name} > 3`
          : 'true';
    gap = `CASE WHEN ${test} THEN ${dice.pick(GAPS)} ELSE ${dice.pick([...GAPS, "'0 seconds'", "'-1 seconds'"])} END`;
  }
  return shown(builder, stream, 'session_window', `session_window(${time}, ${gap})`, time === stream.eventTime);
}

/** A window in the select list: whole, as its ends, or both. */
function shown({ dice, fresh }: CaseBuilder, stream: Stream, field: string, sql: string, isEventTime: boolean): Key {
  const whole = fresh(stream.columns, dice.pick(['w', 'win']));
  const roll = dice.part();
  const ends = [`${field}.start AS ${whole}_s`, `${field}.end AS ${whole}_e`];
  const endColumns: Column[] = [
    { name: `${whole}_s`, type: 'time' },
    { name: `${whole}_e`, type: 'time' },
  ];
  if (roll < 0.5)
    return {
      sql,
      selected: [`${field} AS ${whole}`],
      columns: [{ name: whole, type: 'window' }],
      bounded: isEventTime,
      eventTime: isEventTime ? whole : undefined,
    };
  if (roll < 0.9) return { sql, selected: ends, columns: endColumns, eventTime: undefined, bounded: isEventTime };
  return {
    sql,
    selected: [`${field} AS ${whole}`, ends[1] as string],
    columns: [{ name: whole, type: 'window' }, endColumns[1] as Column],
    eventTime: isEventTime ? whole : undefined,
  };
}

/** GROUP BY of one kind or another. */
export function addAggregate(builder: CaseBuilder, stream: Stream, kind: 'plain' | 'window' | 'session'): Stream {
  const { dice } = builder;
  builder.aggregated = true;
  const keys: Key[] = [];
  const time =
    kind === 'plain' ? undefined : kind === 'window' ? windowKey(builder, stream) : sessionKey(builder, stream);
  if (time !== undefined) keys.push(time);
  if (kind === 'session') keys.push(...otherKeys(builder, stream));
  if (kind === 'plain' && stream.eventTime !== undefined && dice.chance(0.4))
    keys.push(columnKey(stream, stream.eventTime));
  if (kind !== 'session' && dice.chance(0.65)) keys.push(...otherKeys(builder, stream));
  if (kind === 'session') builder.sessions = true;
  if (!keys.some((key) => key.eventTime !== undefined || key.bounded)) builder.unbounded = true;
  const sets =
    kind !== 'session' && keys.length > 1 && dice.chance(0.1) ? dice.pick(['CUBE', 'ROLLUP', 'SETS']) : undefined;
  const aggregates = Array.from({ length: dice.between(1, 4) }, () => aggregate(dice, stream));
  const shownKeys = keys.filter(() => !dice.chance(0.1));
  const columns: Column[] = shownKeys.flatMap((key) => key.columns);
  const selected = shownKeys.flatMap((key) => key.selected);
  for (const { sql, type } of aggregates) {
    const name = builder.fresh(columns, 'n');
    columns.push({ name, type });
    selected.push(`${sql} AS ${name}`);
  }
  const list = keys.map(({ sql }) => sql);
  const groupBy = list.length === 0 ? '' : ` GROUP BY ${sets === undefined ? list.join(', ') : setsOf(sets, list)}`;
  const having = dice.chance(0.15)
    ? ` HAVING ${dice.pick(['count(*) > 1', 'max(k) IS NOT NULL', `count_if(${condition(dice, stream)}) > 0`])}`
    : '';
  const where = dice.chance(0.15) ? ` WHERE ${condition(dice, stream)}` : '';
  return builder.sql(`SELECT ${selected.join(', ')} FROM ${stream.view}${where}${groupBy}${having}`, {
    columns,
    eventTime: sets === undefined ? shownKeys.find((key) => key.eventTime !== undefined)?.eventTime : undefined,
    ordered: false,
  });
}

const setsOf = (kind: string, list: readonly string[]): string =>
  kind === 'SETS' ? `GROUPING SETS ((${list.join(', ')}), (${list[0]}))` : `${kind}(${list.join(', ')})`;

const columnKey = (stream: Stream, name: string): Key => ({
  sql: name,
  selected: [name],
  columns: stream.columns.filter((column) => column.name === name),
  eventTime: name === stream.eventTime ? name : undefined,
});

function otherKeys({ dice, fresh }: CaseBuilder, stream: Stream): readonly Key[] {
  const candidates = columnsOf(stream, 'text', 'whole', 'flag', 'real', 'date').filter(
    ({ name }) => name !== stream.eventTime,
  );
  if (candidates.length === 0) return [];
  const first = candidates.find(({ name }) => name === 'k') ?? dice.pick(candidates);
  if (dice.chance(0.75)) return [columnKey(stream, first.name)];
  const { name, type } = dice.pick(candidates);
  const as = fresh(stream.columns, 'g');
  const times = columnsOf(stream, 'time');
  if (dice.chance(0.15) && times.length > 0) {
    const sql = `date_trunc('minute', ${dice.pick(times).name})`;
    return [{ sql, selected: [`${sql} AS ${as}`], columns: [{ name: as, type: 'time' }], eventTime: undefined }];
  }
  if (dice.chance(0.15)) {
    const sql = `struct(${first.name}, ${name} AS other)`;
    return [{ sql, selected: [`${sql} AS ${as}`], columns: [{ name: as, type: 'other' }], eventTime: undefined }];
  }
  const sql =
    type === 'text'
      ? `coalesce(${name}, '-')`
      : type === 'flag'
        ? `NOT ${name}`
        : type === 'date'
          ? `day(${name})`
          : `${name} % 2`;
  return [{ sql, selected: [`${sql} AS ${as}`], columns: [{ name: as, type }], eventTime: undefined }];
}
