import type { CaseBuilder } from './case-builder.ts';
import { condition } from './expressions.ts';
import { joined } from './operators.ts';
import { columnsOf, type Stream } from './stream.ts';

const KINDS = [
  'JOIN',
  'JOIN',
  'JOIN',
  'LEFT JOIN',
  'LEFT JOIN',
  'RIGHT JOIN',
  'RIGHT JOIN',
  'FULL JOIN',
  'FULL JOIN',
  'LEFT SEMI JOIN',
  'LEFT SEMI JOIN',
];
const SPANS = ['0', '2', '5', '10', '20', '30'];

/** A join of two streams: by key, by time range, by equal times or windows, with conditions of one side or both besides. */
export function addStreamJoin(builder: CaseBuilder, left: Stream, right: Stream): Stream {
  const { dice } = builder;
  const kind = dice.chance(0.02) ? 'LEFT ANTI JOIN' : dice.pick(KINDS);
  const conjuncts: string[] = [];
  const keyed = [left, right].every((side) => side.columns.some(({ name }) => name === 'k'));
  if (keyed && dice.chance(0.97)) conjuncts.push('l.k = r.k');
  const [lt, rt] = [timeOf(left, 'l'), timeOf(right, 'r')];
  if (lt !== undefined && rt !== undefined && (kind !== 'JOIN' || dice.chance(0.75)))
    conjuncts.push(...timeBounds(builder, lt, rt, kind !== 'JOIN' && dice.chance(0.9)));
  const qualified = (side: Stream, alias: string): Stream => ({
    ...side,
    columns: side.columns.map((c) => ({ ...c, name: `${alias}.${c.name}` })),
  });
  if (dice.chance(0.15)) conjuncts.push(condition(dice, qualified(left, 'l')));
  if (dice.chance(0.15)) conjuncts.push(condition(dice, qualified(right, 'r')));
  const [lw, rw] = [left, right].map((side) => columnsOf(side, 'whole').find(({ name }) => name !== 'k'));
  if (dice.chance(0.15) && lw !== undefined && rw !== undefined)
    conjuncts.push(`l.${lw.name} ${dice.pick(['<', '>=', '<>', '='])} r.${rw.name}`);
  if (conjuncts.length === 0) conjuncts.push(keyed ? 'l.k = r.k' : 'true');
  builder.joined = true;
  if (/LEFT JOIN|RIGHT|FULL/.test(kind)) builder.outer = true;
  if (kind === 'FULL JOIN') builder.nulls = false;
  return joined(builder, left, right, kind, conjuncts.join(' AND '));
}

interface Time {
  readonly sql: string;
  readonly isWindow: boolean;
}

function timeOf(side: Stream, alias: string): Time | undefined {
  const column = side.columns.find(({ name }) => name === side.eventTime) ?? columnsOf(side, 'time')[0];
  return column === undefined ? undefined : { sql: `${alias}.${column.name}`, isWindow: column.type === 'window' };
}

function timeBounds({ dice }: CaseBuilder, left: Time, right: Time, bothWays: boolean): readonly string[] {
  if (left.isWindow || right.isWindow) {
    if (left.isWindow && right.isWindow) return [`${left.sql} = ${right.sql}`];
    const [window, time] = left.isWindow ? [left.sql, right.sql] : [right.sql, left.sql];
    return [`${time} >= ${window}.start`, `${time} < ${window}.end`];
  }
  const [a, b] = dice.chance(0.5) ? [left.sql, right.sql] : [right.sql, left.sql];
  const span = () => `INTERVAL ${dice.pick(SPANS)} SECONDS`;
  const ranges: readonly (() => readonly string[])[] = [
    () => [`${a} BETWEEN ${b} AND ${b} + ${span()}`],
    () => [`${a} BETWEEN ${b} - ${span()} AND ${b} + ${span()}`],
    () => [`${a} >= ${b}`, `${a} <= ${b} + ${span()}`],
    () => [`${a} > ${b} - ${span()}`, `${a} < ${b} + ${span()}`],
    () => [`${a} - ${span()} <= ${b}`, `${b} <= ${a} + ${span()}`],
    () => [`${a} = ${b}`],
  ];
  const open: readonly (() => readonly string[])[] = [
    () => [`${a} >= ${b} - ${span()}`],
    () => [`${a} < ${b} + ${span()}`],
  ];
  return dice.pick(bothWays ? ranges : [...ranges, ...open])();
}

/** The stream with a window of its event time as a column, for joins by windows. */
export function withWindow(builder: CaseBuilder, stream: Stream): Stream {
  if (stream.eventTime === undefined) return stream;
  const name = builder.fresh(stream.columns, 'w');
  const kept = stream.columns.filter((column) => column.name !== stream.eventTime);
  const size = "'10 seconds'";
  return builder.sql(
    `SELECT window(${stream.eventTime}, ${size}) AS ${name}, ${kept.map((c) => c.name).join(', ')} FROM ${stream.view}`,
    {
      columns: [{ name, type: 'window' }, ...kept],
      eventTime: name,
      ordered: stream.ordered,
    },
  );
}
