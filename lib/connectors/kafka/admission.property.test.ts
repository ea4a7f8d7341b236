import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shareOffsets } from './admission.ts';

test('shares advance, never pass the end, never starve, and stay near the limit', () => {
  const partitions = fc.array(fc.tuple(fc.nat(1e12), fc.nat(1e6)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(partitions, fc.integer({ min: 1, max: 1e7 }), (sizes, limit) => {
      const from = new Map(sizes.map(([start], i) => [`t-${i}`, start]));
      const until = new Map(sizes.map(([start, size], i) => [`t-${i}`, start + size]));
      let taken = 0;
      for (const [name, end] of shareOffsets(limit, from, until)) {
        const start = from.get(name) ?? 0;
        assert.ok(end >= start && end <= (until.get(name) ?? 0));
        assert.ok(end > start || until.get(name) === start);
        taken += end - start;
      }
      assert.ok(taken <= limit + sizes.length);
      const all = sizes.reduce((sum, [, size]) => sum + size, 0);
      assert.ok(taken >= Math.min(limit, all) - sizes.length);
    }),
  );
});
