import type { CaseBuilder } from './case-builder.ts';
import { condition, scalar } from './expressions.ts';
import { addStatic } from './inputs.ts';
import { type Column, columnsOf, names, plainColumns, type Stream } from './stream.ts';

/** A filter, a projection, or rows multiplied. */
export function addStateless(builder: CaseBuilder, stream: Stream): Stream {
  const { dice } = builder;
  const roll = dice.part();
  if (roll < 0.4) return builder.sql(`SELECT * FROM ${stream.view} WHERE ${condition(dice, stream)}`, { ...stream });
  if (roll < 0.5 && plainColumns(stream).length > 0) {
    const name = builder.fresh(stream.columns, 'e');
    const sql = `SELECT *, explode(array(1, 2)) AS ${name} FROM ${stream.view}`;
    return builder.sql(sql, { ...stream, columns: [...stream.columns, { name, type: 'whole' }] });
  }
  if (roll < 0.85 && plainColumns(stream).length > 0) {
    const { sql, type } = scalar(dice, stream);
    const name = builder.fresh(stream.columns, 'x');
    const where = dice.chance(0.3) ? ` WHERE ${condition(dice, stream)}` : '';
    return builder.sql(`SELECT *, ${sql} AS ${name} FROM ${stream.view}${where}`, {
      ...stream,
      columns: [...stream.columns, { name, type }],
    });
  }
  const kept = stream.columns.filter(({ name }) => name === 'k' || dice.chance(name === stream.eventTime ? 0.85 : 0.6));
  if (kept.length === 0) return stream;
  return builder.sql(`SELECT ${names(kept)} FROM ${stream.view}`, {
    ...stream,
    columns: kept,
    eventTime: kept.some(({ name }) => name === stream.eventTime) ? stream.eventTime : undefined,
  });
}

/** Duplicates dropped, by some columns or all; what is selected above does not depend on which of the duplicates came first, unless the order is known. */
export function addDedup(builder: CaseBuilder, stream: Stream): Stream {
  const { dice } = builder;
  const plain = stream.columns.filter(({ type }) => type !== 'other');
  let keys = plain.filter(({ name }) =>
    name === 'k' ? dice.chance(0.8) : dice.chance(name === stream.eventTime ? 0.4 : 0.25),
  );
  if (keys.length === 0) keys = plain.slice(0, 1);
  if (stream.columns.some(({ type }) => type === 'other') || dice.chance(0.85)) {
    const list = keys.map(({ name }) => name);
    const within = dice.chance(stream.eventTime === undefined ? 0.02 : 0.4);
    const made = builder.frame(stream, within ? { dropDuplicatesWithinWatermark: list } : { dropDuplicates: list });
    if (stream.ordered) return made;
    return builder.sql(`SELECT ${list.join(', ')} FROM ${made.view}`, {
      columns: keys,
      ordered: false,
      eventTime: list.includes(stream.eventTime ?? '') ? stream.eventTime : undefined,
    });
  }
  if (dice.chance(0.4))
    return builder.frame(
      stream,
      dice.chance(stream.eventTime === undefined ? 1 : 0.7)
        ? { dropDuplicates: [] }
        : { dropDuplicatesWithinWatermark: [] },
    );
  builder.aggregated = true;
  if (!keys.some(({ name }) => name === stream.eventTime)) builder.unbounded = true;
  return builder.sql(`SELECT DISTINCT ${names(keys)} FROM ${stream.view}`, {
    columns: keys,
    ordered: false,
    eventTime: keys.some(({ name }) => name === stream.eventTime) ? stream.eventTime : undefined,
  });
}

/** A join with a table. */
export function addStaticJoin(builder: CaseBuilder, stream: Stream): Stream {
  const { dice } = builder;
  const table = addStatic(builder);
  const hasKey = stream.columns.some(({ name }) => name === 'k');
  const kind = dice.pick([
    'JOIN',
    'JOIN',
    'LEFT JOIN',
    'LEFT JOIN',
    'LEFT SEMI JOIN',
    'LEFT ANTI JOIN',
    'RIGHT JOIN',
    'CROSS JOIN',
  ]);
  const legal = /LEFT/.test(kind) ? false : /RIGHT/.test(kind) ? true : dice.chance(0.25);
  const swapped = dice.chance(0.93) ? legal : !legal;
  const tableSide: Stream = { view: table.view, columns: table.columns, ordered: true };
  const [left, right] = swapped ? [tableSide, stream] : [stream, tableSide];
  const own = (side: Stream, alias: string): Stream => ({
    ...side,
    columns: side.columns.map((c) => ({ ...c, name: `${alias}.${c.name}` })),
  });
  const conjuncts = hasKey ? [dice.chance(0.9) ? 'l.k = r.k' : 'l.k <=> r.k'] : [];
  if (dice.chance(0.2)) conjuncts.push(condition(dice, own(left, 'l')));
  if (dice.chance(0.2)) conjuncts.push(condition(dice, own(right, 'r')));
  const [lw] = columnsOf(left, 'whole').filter(({ name }) => name !== 'k');
  const [rw] = columnsOf(right, 'whole').filter(({ name }) => name !== 'k');
  if (dice.chance(0.25) && lw !== undefined && rw !== undefined)
    conjuncts.push(`l.${lw.name} ${dice.pick(['<', '>=', '='])} r.${rw.name}`);
  if (conjuncts.length === 0) conjuncts.push('true');
  return joined(builder, left, right, kind, kind === 'CROSS JOIN' ? undefined : conjuncts.join(' AND '));
}

/** The view of a join: columns of both sides, a repeated name made new. */
export function joined(
  builder: CaseBuilder,
  left: Stream,
  right: Stream,
  kind: string,
  on: string | undefined,
): Stream {
  const { dice } = builder;
  const narrow = dice.chance(0.4);
  const wanted = (side: Stream) => {
    const kept = side.columns.filter(({ name }) => !narrow || dice.chance(name === side.eventTime ? 0.7 : 0.6));
    return kept.length === 0 ? side.columns.slice(0, 1) : kept;
  };
  const columns: Column[] = [...wanted(left)];
  const selected = columns.map(({ name }) => `l.${name}`);
  if (!/SEMI|ANTI/.test(kind)) {
    for (const { name, type } of wanted(right)) {
      const as = builder.fresh(columns, columns.some((column) => column.name === name) ? `r_${name}` : name);
      columns.push({ name: as, type });
      selected.push(as === name ? `r.${name}` : `r.${name} AS ${as}`);
    }
  }
  const sql = `SELECT ${selected.join(', ')} FROM ${left.view} l ${kind} ${right.view} r${on === undefined ? '' : ` ON ${on}`}`;
  const kept = (name: string | undefined) => (columns.some((column) => column.name === name) ? name : undefined);
  return builder.sql(sql, { columns, eventTime: kept(left.eventTime) ?? kept(right.eventTime), ordered: false });
}

/** UNION ALL of two streams, by the columns of the same types. */
export function addUnion(builder: CaseBuilder, left: Stream, right: Stream): Stream {
  const pairs: { readonly left: Column; readonly right: Column }[] = [];
  for (const column of left.columns) {
    const other = right.columns.find(
      ({ type, name }) => type === column.type && !pairs.some((pair) => pair.right.name === name),
    );
    if (other !== undefined) pairs.push({ left: column, right: other });
  }
  if (pairs.length === 0) return left;
  const columns = pairs.map((pair) => pair.left);
  const list = (side: 'left' | 'right') =>
    pairs
      .map((pair) => (pair[side].name === pair.left.name ? pair.left.name : `${pair[side].name} AS ${pair.left.name}`))
      .join(', ');
  return builder.sql(`SELECT ${list('left')} FROM ${left.view} UNION ALL SELECT ${list('right')} FROM ${right.view}`, {
    columns,
    eventTime: columns.some(({ name }) => name === left.eventTime) ? left.eventTime : undefined,
    ordered: false,
  });
}

/** Rows chosen by whether a table has their key. */
export function addMembership(builder: CaseBuilder, stream: Stream): Stream {
  const { dice } = builder;
  if (!stream.columns.some(({ name }) => name === 'k')) return stream;
  const { view } = addStatic(builder);
  const test = dice.pick([
    `k IN (SELECT k FROM ${view})`,
    `k NOT IN (SELECT k FROM ${view} WHERE k IS NOT NULL)`,
    `EXISTS (SELECT 1 FROM ${view} WHERE ${view}.k = q.k)`,
    `NOT EXISTS (SELECT 1 FROM ${view} WHERE ${view}.k = q.k AND ${view}_r > 1)`,
  ]);
  return builder.sql(`SELECT * FROM ${stream.view} q WHERE ${test}`, stream);
}
