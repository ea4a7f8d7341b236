import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Offset } from '../../contracts/source.ts';
import { checkProperty } from '../../testing/property/check-property.ts';
import { KinesisFixture, textsOf } from './kinesis.fixture.ts';

type Step =
  | { readonly kind: 'put'; readonly keys: readonly number[] }
  | { readonly kind: 'reshard'; readonly choice: number; readonly merge: boolean }
  | { readonly kind: 'batch' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      keys: fc.array(fc.nat(9), { minLength: 1, maxLength: 12 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('reshard' as const), choice: fc.nat(99), merge: fc.boolean() }),
  },
  { weight: 4, arbitrary: fc.constant({ kind: 'batch' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(400_000) }) },
);

function reshard({ kinesis }: KinesisFixture, choice: number, merge: boolean): void {
  const open = kinesis.openShards('s');
  const id = open[choice % open.length] ?? '';
  if (!merge) {
    kinesis.splitShard('s', id);
    return;
  }
  for (const other of open) {
    try {
      if (other !== id) return void kinesis.mergeShards('s', id, other);
    } catch {
      // Not adjacent: another may be.
    }
  }
}

test('however records come, shards change and batches are cut, each record is read once, in the order of its key', async () => {
  const history = fc.record({
    shards: fc.integer({ min: 1, max: 4 }),
    maxRecords: fc.integer({ min: 1, max: 9 }),
    steps: fc.array(step, { minLength: 5, maxLength: 40 }),
  });
  await checkProperty(history, async ({ shards, maxRecords, steps }) => {
    const fixture = new KinesisFixture(shards);
    const options = { initialPosition: 'trim_horizon', maxRecordsPerTrigger: String(maxRecords) };
    const put: string[] = [];
    const read: string[] = [];
    let source = await fixture.open(options);
    let start: Offset | null = null;
    const batch = async (): Promise<boolean> => {
      const from: Offset | null = start;
      const end = await source.latestOffset(from, 'limited');
      if (end === null || JSON.stringify(end) === JSON.stringify(from)) return false;
      const input = await source.getBatch(from, end);
      assert.ok(input.kind === 'rows');
      const again = await (await fixture.open(options)).getBatch(from, end);
      assert.deepEqual(again, input);
      const partitions = input.partitions ?? [];
      assert.equal(
        partitions.reduce((sum, { rows }) => sum + rows, 0),
        input.rows.length,
      );
      assert.ok(input.rows.length <= maxRecords);
      read.push(...textsOf(input));
      start = end;
      return true;
    };
    for (const next of steps) {
      if (next.kind === 'put') {
        const texts = next.keys.map((key, i) => `${key}=${key}:${put.length + i}`);
        put.push(...texts.map((text) => text.slice(2)));
        await fixture.put(...texts);
      } else if (next.kind === 'reshard') reshard(fixture, next.choice, next.merge);
      else if (next.kind === 'batch') await batch();
      else if (next.kind === 'restart') source = await fixture.open(options);
      else fixture.clock.advance(next.ms);
    }
    for (let turn = 0; turn < 1000 && (await batch()); turn++);
    const byKey = (texts: readonly string[]) => Object.groupBy(texts, (text) => text[0] ?? '');
    assert.deepEqual(byKey(read), byKey(put));
  });
});
