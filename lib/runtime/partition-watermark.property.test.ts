import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { MemoryCheckpointStore } from '../checkpoint/index.ts';
import type { Executor } from '../contracts/executor.ts';
import { createDuckDbExecutor } from '../engine/create-duckdb-executor.ts';
import { frameOf, START_MS } from '../local/query.fixture.ts';
import { StreamSession } from '../local/stream-session.ts';
import { newExecution, type Output } from '../testing/crash/bare-execution.ts';
import { checkProperty } from '../testing/property/check-property.ts';
import { stepBatch } from './step-batch.ts';

const MINUTE = 60_000;
const DELAY_MS = 5 * MINUTE;
const WINDOW_MS = 10 * MINUTE;
const FAR_MS = START_MS + 1000 * WINDOW_MS;

/** What happens before one batch: how many rows of each shard arrive, whether each falls idle, and whether the query is restarted. */
interface Cut {
  readonly arriving: readonly number[];
  readonly idle: readonly boolean[];
  readonly isRestart: boolean;
}

interface History {
  /** Event times by shard, in the order of arrival; none is further behind its own shard than the delay. */
  readonly shards: readonly (readonly number[])[];
  readonly cuts: readonly Cut[];
}

const SHARDS = 4;
const shard = fc
  .tuple(fc.nat(180), fc.array(fc.tuple(fc.nat(8), fc.nat(5)), { minLength: 1, maxLength: 25 }))
  .map(([lagMinutes, steps]) => {
    let now = START_MS + lagMinutes * MINUTE;
    return steps.map(([forward, back]) => {
      now += forward * MINUTE;
      return now - back * MINUTE;
    });
  });
const cutOf = (idle: fc.Arbitrary<boolean>): fc.Arbitrary<Cut> =>
  fc.record({
    arriving: fc.array(fc.oneof(fc.constant(0), fc.nat(10)), { minLength: SHARDS, maxLength: SHARDS }),
    idle: fc.array(idle, { minLength: SHARDS, maxLength: SHARDS }),
    isRestart: fc.boolean(),
  });
const historyOf = (idle: fc.Arbitrary<boolean>): fc.Arbitrary<History> =>
  fc.record({
    shards: fc.array(shard, { minLength: 1, maxLength: SHARDS }),
    cuts: fc.array(cutOf(idle), { maxLength: 12 }),
  });

/** The watermark recomputed from all rows so far: each batch may move it on to the least of what awake shards have reached. */
class NaiveWatermark {
  readonly #greatest: (number | undefined)[] = [];
  watermarkMs = 0;

  batch(added: readonly (readonly number[])[], idle: readonly boolean[]): void {
    const reached = added.map((rows, i) => {
      const all = [...rows, ...(this.#greatest[i] === undefined ? [] : [this.#greatest[i]])];
      this.#greatest[i] = all.length === 0 ? undefined : Math.max(...all);
      return this.#greatest[i];
    });
    const awake = reached.filter((_, i) => !idle[i]);
    const known = reached.filter((time) => time !== undefined);
    if (awake.some((time) => time === undefined) || known.length === 0) return;
    const to = awake.length === 0 ? Math.max(...known) : Math.min(...(awake as number[]));
    this.watermarkMs = Math.max(this.watermarkMs, to - DELAY_MS);
  }
}

/** Windows of all rows at once. */
function windowCounts(times: readonly number[]): string[] {
  const counts = new Map<number, number>();
  for (const time of times) {
    const start = Math.floor(time / WINDOW_MS) * WINDOW_MS;
    counts.set(start, (counts.get(start) ?? 0) + 1);
  }
  return [...counts].map(([start, count]) => `${start} ${count}`).sort();
}

describe('shards that run apart', () => {
  let session: StreamSession;
  let executor: Executor;
  let scratchDirectory: string;
  before(async () => {
    scratchDirectory = await mkdtemp(join(tmpdir(), 'millrace-partitions-'));
    session = await StreamSession.create({ threads: 1, scratchDirectory });
    executor = await createDuckDbExecutor({ timeZone: 'UTC', threads: 1, scratchDirectory });
  });
  after(async () => {
    await executor.close();
    await session.stop();
    await rm(scratchDirectory, { recursive: true });
  });

  /** Runs a history to its end; tells the rows late, the output and each watermark beside the one expected. */
  async function run({ shards, cuts }: History) {
    const stream = session.partitionedMemoryStream('t TIMESTAMP');
    const ids = shards.map((_, i) => `shard-${i}`);
    for (const id of ids) stream.addData(id);
    frameOf(session, stream).withWatermark('t', '5 minutes').createOrReplaceTempView('events');
    const { plan } = session.sql(
      "SELECT unix_millis(window.start), count(*) FROM events GROUP BY window(t, '10 minutes')",
    );
    const output: Output = new Map();
    const store = MemoryCheckpointStore.open();
    const open = () =>
      newExecution({ plan, stream, outputMode: 'append' }, { executor, scratchDirectory, store, output });
    let execution = await open();
    const naive = new NaiveWatermark();
    const watermarks: (readonly [is: number, expected: number])[] = [];
    let late = 0;
    const left = shards.map((times) => [...times]);
    const cutAll = { arriving: left.map(() => 100), idle: left.map(() => false), isRestart: false };
    for (const { arriving, idle, isRestart } of [...cuts, cutAll]) {
      if (isRestart) execution = await open();
      const added = left.map((times, i) => times.splice(0, arriving[i]));
      for (const [i, id] of ids.entries()) {
        stream.addData(id, ...(added[i] ?? []).map((time) => [new Date(time)]));
        stream.setIdle(id, idle[i] ?? false);
      }
      const { hasRun, progress } = await stepBatch(execution, { now: () => 0, waitUntil: async () => undefined });
      late += progress.stateOperators.reduce((sum, operator) => sum + operator.numRowsDroppedByWatermark, 0);
      if (hasRun) naive.batch(added, idle);
      watermarks.push([execution.position?.watermarkMs ?? 0, naive.watermarkMs]);
    }
    for (const [i, id] of ids.entries()) {
      if (i === 0) stream.addData(id, [new Date(FAR_MS)]);
      else stream.setIdle(id, true);
    }
    while ((await execution.trigger('limited')).hasRun);
    await store.close();
    return { watermarks, late, rows: [...output.values()].flat().sort() };
  }

  test('no row is late, whatever the others have come to, and the windows are those of all rows at once', () =>
    checkProperty(historyOf(fc.constant(false)), async (history) => {
      const { watermarks, late, rows } = await run(history);
      assert.deepEqual(
        watermarks.map(([is]) => is),
        watermarks.map(([, expected]) => expected),
      );
      assert.equal(late, 0);
      assert.deepEqual(rows, windowCounts(history.shards.flat()));
    }));

  test('with shards that fall idle and wake again the watermark is that of the awake ones', () =>
    checkProperty(historyOf(fc.boolean()), async (history) => {
      const { watermarks } = await run(history);
      assert.deepEqual(
        watermarks.map(([is]) => is),
        watermarks.map(([, expected]) => expected),
      );
    }));
});
