import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BatchInput } from '../contracts/source.ts';
import { LongType } from '../types/data-type.ts';
import { executorFixture, schemaOf } from './executor-fixture.ts';
import { isSmallWork } from './small-work.ts';

const ROWS: BatchInput = { kind: 'rows', rows: [[1]] };
const many = <T>(value: T): readonly T[] => Array.from({ length: 100_000 }, () => value);
const documents = (...texts: readonly string[]): BatchInput => ({ kind: 'json', documents: texts, options: {} });
const sequence = (to: bigint): BatchInput => ({ kind: 'sequence', from: 0n, to, baseMicros: 0n, spanMicros: 1n });
const files = (format: string, ...paths: readonly string[]): BatchInput => ({
  kind: 'files',
  format,
  options: {},
  files: paths.map((path) => ({ path, partitionValues: {} })),
});

test('a batch is small where its inputs and the state are', () => {
  const small = [ROWS, documents('{}', '{}'), sequence(1000n)];
  assert.ok(isSmallWork([], 0));
  assert.ok(isSmallWork(small, 100_000));
  assert.ok(!isSmallWork(small, 1_000_000));
  assert.ok(!isSmallWork(small, Number.POSITIVE_INFINITY));
  const large: readonly BatchInput[] = [
    { kind: 'rows', rows: many([1]) },
    documents(...many('{}')),
    documents(`{"text":"${'x'.repeat(2_000_000)}"}`),
    sequence(1_000_000n),
  ];
  for (const input of large) assert.ok(!isSmallWork([...small, input], 0), input.kind);
});

test('files count with their sizes, packed ones with more', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-small-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, bytes: number): string => {
    writeFileSync(join(folder, name), Buffer.alloc(bytes));
    return join(folder, name);
  };
  const [tiny, medium, large] = [file('a.json', 1000), file('b.json', 400_000), file('c.json', 2_000_000)];
  const packed = file('d.json.gz', 400_000);
  assert.ok(isSmallWork([files('json', tiny, medium)], 0));
  assert.ok(!isSmallWork([files('json', tiny, large)], 0));
  assert.ok(!isSmallWork([files('json', packed)], 0));
  assert.ok(isSmallWork([files('parquet', tiny)], 0));
  assert.ok(!isSmallWork([files('parquet', medium)], 0));
  assert.ok(!isSmallWork([files('json', ...Array.from({ length: 100 }, () => tiny))], 0));
  assert.ok(isSmallWork([files('json', join(folder, 'gone.json'))], 0));
});

test('small work runs on one thread, and what comes after on all of them', async (t) => {
  const { executor } = await executorFixture(t, { threads: 2 });
  const threads = () => executor.query("SELECT current_setting('threads')", schemaOf({ threads: LongType }));
  assert.deepEqual(await threads(), [[2n]]);
  await executor.expectWork([ROWS], 0);
  assert.deepEqual(await threads(), [[1n]]);
  await executor.expectWork([ROWS], 1_000_000);
  assert.deepEqual(await threads(), [[2n]]);
});
