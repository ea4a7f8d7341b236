import type { CaseBuilder } from './case-builder.ts';
import type { Column, ColumnType, Stream } from './stream.ts';

const DELAYS = [
  '0 seconds',
  '5 seconds',
  '10 seconds',
  '10 seconds',
  '15 seconds',
  '30 seconds',
  '1 minute',
  '2500 milliseconds',
];

interface Field {
  readonly name: string;
  readonly ddl: string;
  readonly type: ColumnType;
}

/** Adds a source with a time, the key and some measures, watermarked in most cases. */
export function addSource(builder: CaseBuilder, watermarked = 0.9): Stream {
  const { dice, keyType } = builder;
  const name = 'abc'[Object.keys(builder.sources).length] ?? 'z';
  const fields: Field[] = [
    { name: `${name}_t`, ddl: 'TIMESTAMP', type: 'time' },
    { name: 'k', ddl: keyType, type: keyType === 'STRING' ? 'text' : 'whole' },
    { name: `${name}_v`, ddl: dice.pick(['INT', 'INT', 'BIGINT', 'SMALLINT']), type: 'whole' },
  ];
  if (dice.chance(0.4)) fields.push({ name: `${name}_d`, ddl: 'DOUBLE', type: 'real' });
  if (dice.chance(0.2)) fields.push({ name: `${name}_m`, ddl: 'DECIMAL(8,2)', type: 'exact' });
  if (dice.chance(0.2)) fields.push({ name: `${name}_b`, ddl: 'BOOLEAN', type: 'flag' });
  if (dice.chance(0.1)) fields.push({ name: `${name}_y`, ddl: 'DATE', type: 'date' });
  if (dice.chance(0.2)) fields.push({ name: `${name}_u`, ddl: 'TIMESTAMP', type: 'time' });
  const schema = fields.map(({ name: field, ddl }) => `${field} ${ddl}`).join(', ');
  const columns: Column[] = fields.map(({ name: field, type }) => ({ name: field, type }));
  const time = `${name}_t`;
  const plain: Stream = { view: name, columns, ordered: true };
  if (!dice.chance(watermarked)) {
    builder.sources[name] = { schema };
    return plain;
  }
  const delay = dice.pick(DELAYS);
  if (dice.chance(0.9)) {
    builder.sources[name] = { schema, watermark: [time, delay] };
    return { ...plain, eventTime: time };
  }
  builder.sources[name] = { schema };
  return builder.frame(plain, { withWatermark: [time, delay] }, { eventTime: time });
}

/** Adds a table that does not change: keys with repeats and nulls, a text, a number, sometimes a time. */
export function addStatic(builder: CaseBuilder): { readonly view: string; readonly columns: readonly Column[] } {
  const { dice, keyType } = builder;
  const view = Object.keys(builder.statics).length === 0 ? 's' : 's2';
  const timed = dice.chance(0.3);
  const rows = Array.from({ length: dice.between(0, 5) }, () => ({
    k: keyValue(builder),
    [`${view}_label`]: dice.pick(['one', 'two', 'three', null]),
    [`${view}_r`]: dice.pick([1, 2, 3, 4, null]),
    ...(timed ? { [`${view}_t`]: instant(dice.between(0, 20) * 5000) } : {}),
  }));
  builder.statics[view] = {
    schema: `k ${keyType}, ${view}_label STRING, ${view}_r INT${timed ? `, ${view}_t TIMESTAMP` : ''}`,
    rows,
  };
  const columns: Column[] = [
    { name: 'k', type: keyType === 'STRING' ? 'text' : 'whole' },
    { name: `${view}_label`, type: 'text' },
    { name: `${view}_r`, type: 'whole' },
    ...(timed ? [{ name: `${view}_t`, type: 'time' as const }] : []),
  ];
  return { view, columns };
}

const START_MS = Date.UTC(2024, 0, 1);

/** An instant as the cases write it, in milliseconds after the first of January 2024. */
export function instant(ms: number): string {
  const text = new Date(START_MS + ms).toISOString();
  return text.endsWith('.000Z') ? text.replace('.000Z', 'Z') : text;
}

/** A key out of a small domain. */
export function keyValue({ dice, keyType, nulls }: CaseBuilder): string | number | null {
  if (nulls && dice.chance(0.1)) return null;
  return keyType === 'STRING' ? dice.pick(['x', 'x', 'y', 'y', 'z', '']) : dice.pick([1, 1, 2, 2, 3]);
}
