import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MemoryCheckpointContent, MemoryCheckpointStore } from '../../checkpoint/index.ts';
import type { BatchInput, Source } from '../../contracts/source.ts';
import { simpleString } from '../../types/data-type.ts';
import type { Timestamp } from '../../types/value.ts';
import { ManualClock } from '../../util/clock.ts';
import { rateSourceProvider } from './provider.ts';
import { valueAtSecond } from './rate-values.ts';

const CREATION_MS = 1_700_000_000_000;

function open(
  options: Record<string, string>,
  clock: ManualClock,
  content = new MemoryCheckpointContent(),
): Promise<Source> {
  const context = { clock, fileSystems: [], conf: {} };
  const schema = rateSourceProvider.schema('rate', options, undefined, context);
  assert.equal(simpleString(schema), 'struct<timestamp:timestamp,value:bigint>');
  const log = MemoryCheckpointStore.open(content).sourceLog(0);
  return rateSourceProvider.create({ format: 'rate', options, schema, log, context });
}

/** Value and milliseconds since creation of each row; of a sequence by the formula of its contract. */
function rowsOf(input: BatchInput): [bigint, number][] {
  if (input.kind === 'rows') {
    return input.rows.map(([time, value]) => [value as bigint, (time as Timestamp).getTime() - CREATION_MS]);
  }
  assert.ok(input.kind === 'sequence');
  const { from, to, baseMicros, spanMicros } = input;
  return Array.from({ length: Number(to - from) }, (_, i) => {
    const micros = Number(baseMicros) + Math.round((i * Number(spanMicros)) / Number(to - from));
    return [from + BigInt(i), micros / 1000 - CREATION_MS];
  });
}

test('the number of values follows Spark, with ramp-up and without', () => {
  const seconds = [0n, 1n, 2n, 3n, 4n, 5n, 6n];
  const values = (rowsPerSecond: bigint, rampUpSeconds: bigint) =>
    seconds.map((second) => Number(valueAtSecond({ rowsPerSecond, rampUpSeconds }, second)));
  assert.deepEqual(values(10n, 4n), [0, 2, 6, 12, 20, 30, 40]);
  assert.deepEqual(values(10n, 0n), [0, 10, 20, 30, 40, 50, 60]);
});

test('values never go back', () => {
  const anyRate = fc.record({ rowsPerSecond: fc.bigInt(1n, 10_000n), rampUpSeconds: fc.bigInt(0n, 100n) });
  fc.assert(
    fc.property(anyRate, fc.bigInt(0n, 1000n), (rate, second) => {
      assert.ok(valueAtSecond(rate, second + 1n) >= valueAtSecond(rate, second));
    }),
  );
});

test('batch 0 is empty; later ones have the whole seconds since', async () => {
  const clock = new ManualClock(CREATION_MS);
  const source = await open({ rowsPerSecond: '2' }, clock);
  assert.equal(source.description, 'RateStreamV2[rowsPerSecond=2, rampUpTimeSeconds=0, numPartitions=1]');
  assert.equal(await source.latestOffset(null, 'limited'), 0);
  assert.deepEqual(rowsOf(await source.getBatch(null, 0)), []);
  clock.advance(2999);
  assert.equal(await source.latestOffset(0, 'limited'), 2);
  assert.deepEqual(rowsOf(await source.getBatch(0, 2)), [
    [0n, 0],
    [1n, 500],
    [2n, 1000],
    [3n, 1500],
  ]);
});

test('timestamps are whole milliseconds where the rate does not divide the time', async () => {
  const source = await open({ rowsPerSecond: '3' }, new ManualClock(CREATION_MS));
  assert.deepEqual(rowsOf(await source.getBatch(1, 2)), [
    [3n, 1000],
    [4n, 1333],
    [5n, 1667],
  ]);
});

test('a restart counts from the first start, and a clock set back takes nothing back', async () => {
  const content = new MemoryCheckpointContent();
  const clock = new ManualClock(CREATION_MS);
  await (await open({}, clock, content)).latestOffset(null, 'limited');
  clock.advance(5000);
  const source = await open({}, clock, content);
  assert.equal(await source.latestOffset(0, 'limited'), 5);
  clock.advance(-3000);
  assert.equal(await source.latestOffset(5, 'limited'), 5);
  assert.deepEqual(rowsOf(await source.getBatch(3, 4)), [[3n, 3000]]);
});

test('bad options are refused when the query is built', () => {
  const context = { clock: new ManualClock(), fileSystems: [], conf: {} };
  const schema = (options: Record<string, string>) => rateSourceProvider.schema('rate', options, undefined, context);
  for (const options of [{ rowsPerSecond: '0' }, { rowsPerSecond: 'x' }, { rampUpTime: '-5s' }, { numPartitions: '0' }])
    assert.throws(() => schema(options), { condition: 'INVALID_OPTION' });
  assert.throws(() => schema({ rowsPersecond: '1', foo: '1' }), { condition: 'UNKNOWN_OPTION' });
  assert.throws(() => schema({ rowsPerSecond: '9007199254740991', rampUpTime: '2000' }), {
    condition: 'INCORRECT_RAMP_UP_RATE',
    message: /Max offset with 9007199254740991 rowsPerSecond is 1024, but 'rampUpTimeSeconds' is 2000/,
  });
});

test('the schema is fixed', () => {
  const context = { clock: new ManualClock(), fileSystems: [], conf: {} };
  const given = rateSourceProvider.schema('rate', {}, undefined, context);
  assert.throws(() => rateSourceProvider.schema('rate', {}, given, context), {
    message: 'RateStreamProvider source does not support user-specified schema.',
  });
});
