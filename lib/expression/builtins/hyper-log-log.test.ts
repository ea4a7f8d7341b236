import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compact, estimate, registerCode } from './hyper-log-log.ts';
import { hashBytes, hashLong } from './xxhash64.ts';

const codes = (count: number, precision: number): number[] =>
  Array.from({ length: count }, (_, i) => registerCode(hashLong(BigInt(i), 42n), precision));

test('estimates of range(n) are those of Spark 4.3 while linear counting holds', () => {
  assert.equal(estimate(codes(100, 9), 9), 103n);
  assert.equal(estimate([], 9), 0n);
  assert.equal(estimate(codes(3, 9), 9), 3n);
});

test('above it they are within two percent of what Spark gives', () => {
  const spark = new Map([
    [9, 9571],
    [14, 9965],
  ]);
  for (const [precision, expected] of spark) {
    const actual = Number(estimate(codes(10_000, precision), precision));
    assert.ok(Math.abs(actual - expected) / expected < 0.02, `${actual} at ${precision} bits`);
  }
});

test('registers of parts make the registers of the whole', () => {
  const all = codes(5000, 9);
  const merged = compact([...compact(all.slice(0, 2000)), ...compact(all.slice(2000))]);
  assert.deepEqual(
    merged.toSorted((a, b) => a - b),
    compact(all).toSorted((a, b) => a - b),
  );
});

test('xxHash64 gives its published value for no bytes', () => {
  assert.equal(BigInt.asUintN(64, hashBytes(Buffer.alloc(0), 0n)), 0xef46db3751d8e999n);
});
