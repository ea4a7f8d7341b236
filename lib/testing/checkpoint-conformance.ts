import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type {
  CheckpointMetadata,
  CheckpointStore,
  CommitLogEntry,
  OffsetLogEntry,
  StateBlob,
  StateBlobRef,
} from '../contracts/index.ts';
import { MillraceError } from '../errors/index.ts';
import { FaultyCheckpointStore } from './faulty-checkpoint-store.ts';

/** One new, empty checkpoint; each `open` is another run over it. */
export interface CheckpointUnderTest {
  open(): Promise<CheckpointStore>;
  dispose?(): Promise<void>;
}

interface Context {
  /** A new, empty checkpoint. */
  checkpoint(): Promise<CheckpointUnderTest>;
  /** A scratch file with the text as its content. */
  blob(text: string, table?: string): Promise<StateBlob>;
}

type Law = readonly [title: string, check: (context: Context) => Promise<void>];

const RIVALS = Array.from({ length: 20 }, (_, i) => i);

/** Registers one `node:test` test for each law of `CheckpointStore`; `factory` makes a new, empty checkpoint. */
export function checkpointConformance(name: string, factory: () => Promise<CheckpointUnderTest>): void {
  describe(`${name}: CheckpointStore laws`, () => {
    const disposals: (() => Promise<void>)[] = [];
    after(async () => {
      for (const dispose of disposals) await dispose();
    });
    const context: Context = {
      checkpoint: async () => {
        const made = await factory();
        disposals.push(async () => made.dispose?.());
        return made;
      },
      blob: async (text, table = 'state_0') => {
        const folder = await mkdtemp(join(tmpdir(), 'millrace-conformance-'));
        disposals.push(() => rm(folder, { recursive: true, force: true }));
        await writeFile(join(folder, 'delta.parquet'), text);
        return { operatorId: 0, table, file: join(folder, 'delta.parquet'), rows: text.length };
      },
    };
    for (const [title, check] of LAWS) test(title, () => check(context));
  });
}

const metadataOf = (queryId: string): CheckpointMetadata => ({
  formatVersion: 1,
  queryId,
  fingerprint: 'f',
  plan: { kind: 'LocalRelation' },
  outputMode: 'append',
  operators: [],
  conf: { 'spark.sql.session.timeZone': 'UTC' },
});

const offsetOf = (batchId: number, runToken?: string, batchTimestampMs = 1000 + batchId): OffsetLogEntry => ({
  batchId,
  offsets: [{ shard: String(batchId) }, null],
  batchWatermarkMs: 5,
  lateWatermarkMs: 4,
  batchTimestampMs,
  ...(runToken === undefined ? {} : { runToken }),
});

const commitOf = (batchId: number, runToken = 'run', tables: readonly string[] = []): CommitLogEntry => ({
  batchId,
  nextBatchWatermarkMs: 7,
  watermarkMarks: [7, null],
  flushDue: true,
  state: tables.map((table) => ({ operatorId: 0, table, delta: null, evictedThroughMicros: '7000', numRows: 3 })),
  runToken,
});

const contentOf = async (store: CheckpointStore, ref: StateBlobRef | null | undefined): Promise<string> => {
  assert.ok(ref, 'the entry names no blob');
  return readFile(await store.openBlob(ref), 'utf8');
};

const deltaOf = async (store: CheckpointStore, batchId: number): Promise<string> =>
  contentOf(store, (await store.commits.read(batchId))?.state[0]?.delta);

/** Batches `from` to `to`, each with a delta whose content is `d<N>`. */
async function runBatches(store: CheckpointStore, context: Context, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n++) {
    assert.equal(await store.offsets.add(offsetOf(n)), true);
    assert.equal(await store.commits.add(commitOf(n, 'run', ['state_0']), [await context.blob(`d${n}`)]), true);
  }
}

const LAWS: readonly Law[] = [
  [
    'a new checkpoint is empty',
    async ({ checkpoint }) => {
      const store = await (await checkpoint()).open();
      assert.notEqual(store.location, '');
      assert.equal(await store.readMetadata(), undefined);
      assert.equal(await store.offsets.latest(), undefined);
      assert.equal(await store.commits.latest(), undefined);
      assert.equal(await store.commits.read(0), undefined);
      assert.equal(await store.latestSnapshot(100), undefined);
      assert.deepEqual(await store.sourceLog(0).list(), []);
      await store.purge(10);
      await store.close();
    },
  ],
  [
    'metadata is created once; the creator who asks again still hears true',
    async ({ checkpoint }) => {
      const made = await checkpoint();
      const [a, b] = [await made.open(), await made.open()];
      assert.equal(await a.createMetadata(metadataOf('q1')), true);
      assert.equal(await b.createMetadata(metadataOf('q2')), false);
      assert.equal(await a.createMetadata(metadataOf('q1')), true);
      assert.deepEqual(await b.readMetadata(), metadataOf('q1'));
    },
  ],
  [
    'offsets.add is first-wins among 20 rivals, and readers see the whole entry of the winner',
    async ({ checkpoint }) => {
      const made = await checkpoint();
      const stores = await Promise.all(RIVALS.map(() => made.open()));
      const added = await Promise.all(stores.map((store, i) => store.offsets.add(offsetOf(0, `run${i}`, i))));
      assert.equal(added.filter(Boolean).length, 1);
      const winner = added.indexOf(true);
      for (const store of stores) assert.deepEqual(await store.offsets.read(0), offsetOf(0, `run${winner}`, winner));
    },
  ],
  [
    'rivals without a runToken: exactly one wins even where the entries are equal',
    async ({ checkpoint }) => {
      const made = await checkpoint();
      const stores = await Promise.all(RIVALS.map(() => made.open()));
      const added = await Promise.all(stores.map((store) => store.offsets.add(offsetOf(0))));
      assert.equal(added.filter(Boolean).length, 1);
    },
  ],
  [
    'commits.add is first-wins among 20 rivals, and the delta read is the winner’s',
    async ({ checkpoint, blob }) => {
      const made = await checkpoint();
      const stores = await Promise.all(RIVALS.map(() => made.open()));
      const blobs = await Promise.all(RIVALS.map((i) => blob(`delta of ${i}`)));
      const added = await Promise.all(
        stores.map((store, i) =>
          store.commits.add(
            commitOf(0, `run${i}`, ['state_0']),
            blobs.filter((_, b) => b === i),
          ),
        ),
      );
      assert.equal(added.filter(Boolean).length, 1);
      const winner = added.indexOf(true);
      for (const store of stores) {
        assert.equal((await store.commits.read(0))?.runToken, `run${winner}`);
        assert.equal(await deltaOf(store, 0), `delta of ${winner}`);
      }
    },
  ],
  [
    'while rivals write, a reader sees a whole entry with its blobs or none',
    async ({ checkpoint, blob }) => {
      const made = await checkpoint();
      const [writer, rival, reader] = [await made.open(), await made.open(), await made.open()];
      let done = false;
      const reading = (async () => {
        let seen = 0;
        while (!done) {
          const latest = await reader.commits.latest();
          if (latest !== undefined) assert.match(await contentOf(reader, latest.state[0]?.delta), /^x{5000}$/);
          if (latest !== undefined) seen++;
          await new Promise(setImmediate);
        }
        return seen;
      })();
      for (let n = 0; n < 10; n++) {
        const blobs = [await blob('x'.repeat(5000)), await blob('x'.repeat(5000))];
        const added = await Promise.all(
          [writer, rival].map((store, i) =>
            store.commits.add(
              commitOf(n, `run${i}`, ['state_0']),
              blobs.filter((_, b) => b === i),
            ),
          ),
        );
        assert.equal(added.filter(Boolean).length, 1);
      }
      done = true;
      assert.ok((await reading) > 0);
    },
  ],
  [
    'an add whose answer was lost is true when repeated by the same run, false by another',
    async ({ checkpoint, blob }) => {
      const made = await checkpoint();
      const plain = await made.open();
      const store = new FaultyCheckpointStore(plain, [
        { method: 'offsets.add', call: 1, effect: 'loseAnswer' },
        { method: 'commits.add', call: 1, effect: 'loseAnswer' },
      ]);
      await assert.rejects(store.offsets.add(offsetOf(0, 'mine')));
      assert.equal(await store.offsets.add(offsetOf(0, 'mine')), true);
      assert.equal(await store.offsets.add(offsetOf(0, 'other')), false);
      assert.equal(await store.offsets.add(offsetOf(0)), false);
      const delta = await blob('first');
      await assert.rejects(store.commits.add(commitOf(0, 'mine', ['state_0']), [delta]));
      assert.equal(await store.commits.add(commitOf(0, 'mine', ['state_0']), [delta]), true);
      assert.equal(await store.commits.add(commitOf(0, 'other', ['state_0']), [await blob('late')]), false);
      assert.equal(await deltaOf(await made.open(), 0), 'first');
    },
  ],
  [
    'a commit that failed before its effect leaves nothing a reader can see, and may be tried again',
    async ({ checkpoint, blob }) => {
      const made = await checkpoint();
      const store = await made.open();
      const missing = { operatorId: 0, table: 'state_1', file: '/does/not/exist.parquet', rows: 1 };
      const entry = commitOf(0, 'run', ['state_0', 'state_1']);
      await assert.rejects(store.commits.add(entry, [await blob('a'), missing]));
      assert.equal(await store.commits.latest(), undefined);
      const blobs = [await blob('a'), await blob('b', 'state_1')];
      assert.equal(await store.commits.add(entry, blobs), true);
      assert.equal(await deltaOf(store, 0), 'a');
    },
  ],
  [
    'a commit fills in the references of its deltas, and null where a table did not change',
    async ({ checkpoint, blob }) => {
      const store = await (await checkpoint()).open();
      assert.equal(
        await store.commits.add(commitOf(0, 'run', ['state_0', 'state_1']), [await blob('b', 'state_1')]),
        true,
      );
      const [first, second] = (await store.commits.read(0))?.state ?? [];
      assert.equal(first?.delta, null);
      assert.equal(first?.evictedThroughMicros, '7000');
      assert.deepEqual([second?.delta?.rows, second?.delta?.bytes], [1, 1]);
    },
  ],
  [
    'a commit with a delta it has no state entry for is refused',
    async ({ checkpoint, blob }) => {
      const store = await (await checkpoint()).open();
      await assert.rejects(store.commits.add(commitOf(0), [await blob('a')]), MillraceError);
      assert.equal(await store.commits.latest(), undefined);
    },
  ],
  [
    'everything is there again after the run is gone',
    async ({ checkpoint, blob }) => {
      const made = await checkpoint();
      const store = await made.open();
      await store.createMetadata(metadataOf('q'));
      await runBatches(store, { checkpoint, blob }, 0, 11);
      await store.offsets.add(offsetOf(12));
      await store.sourceLog(1).add(3, ['file:/a']);
      await store.close();
      const next = await made.open();
      assert.equal((await next.readMetadata())?.queryId, 'q');
      assert.deepEqual(await next.offsets.latest(), offsetOf(12));
      assert.equal((await next.commits.latest())?.batchId, 11);
      const range = await next.commits.range(8, 10);
      assert.deepEqual(
        range.map(({ batchId }) => batchId),
        [8, 9, 10],
      );
      assert.deepEqual(await next.commits.range(12, 11), []);
      assert.deepEqual(await next.sourceLog(1).read(3), ['file:/a']);
      assert.equal(await deltaOf(next, 7), 'd7');
      assert.equal(await next.offsets.add(offsetOf(12, 'late', 99)), false);
    },
  ],
  [
    'a snapshot is optional, whole, first-wins, and found from the batches after it',
    async ({ checkpoint, blob }) => {
      const made = await checkpoint();
      const [store, rival] = [await made.open(), await made.open()];
      await runBatches(store, { checkpoint, blob }, 0, 4);
      const mine = [await blob('s2'), await blob('t2', 'state_1')];
      const theirs = [await blob('late'), await blob('late', 'state_1')];
      const added = await Promise.all([store.addSnapshot(2, mine), rival.addSnapshot(2, theirs)]);
      assert.equal(added.filter(Boolean).length, 1);
      assert.equal(await store.addSnapshot(2, [await blob('again')]), false);
      assert.equal(await store.latestSnapshot(1), undefined);
      for (const batchId of [2, 4, 100]) {
        const snapshot = await rival.latestSnapshot(batchId);
        assert.equal(snapshot?.batchId, 2);
        assert.deepEqual(
          snapshot?.tables.map(({ operatorId, table }) => [operatorId, table]),
          [
            [0, 'state_0'],
            [0, 'state_1'],
          ],
        );
        const texts = await Promise.all((snapshot?.tables ?? []).map((table) => contentOf(rival, table.blob)));
        assert.deepEqual(texts, added[0] ? ['s2', 't2'] : ['late', 'late']);
      }
      assert.equal(await deltaOf(store, 0), 'd0');
    },
  ],
  [
    'purge without a snapshot keeps every delta, so that state can be rebuilt from batch 0',
    async ({ checkpoint, blob }) => {
      const store = await (await checkpoint()).open();
      await runBatches(store, { checkpoint, blob }, 0, 5);
      await store.purge(4);
      assert.equal(await store.offsets.read(3), undefined);
      assert.deepEqual(await store.offsets.read(4), offsetOf(4));
      for (let n = 0; n <= 5; n++) assert.equal(await deltaOf(store, n), `d${n}`);
    },
  ],
  [
    'purge keeps the newest snapshot at or below its argument and what comes after it',
    async ({ checkpoint, blob }) => {
      const store = await (await checkpoint()).open();
      await runBatches(store, { checkpoint, blob }, 0, 9);
      for (const n of [2, 5, 8]) assert.equal(await store.addSnapshot(n, [await blob(`s${n}`)]), true);
      const refOf = async (n: number) => (await store.commits.read(n))?.state[0]?.delta;
      const gone = [await refOf(5), (await store.latestSnapshot(3))?.tables[0]?.blob];
      await store.purge(7);
      assert.deepEqual(await Promise.all([5, 6, 7, 9].map(async (n) => (await store.commits.read(n))?.batchId)), [
        undefined,
        6,
        7,
        9,
      ]);
      assert.equal((await store.latestSnapshot(4))?.batchId, undefined);
      assert.equal(await contentOf(store, (await store.latestSnapshot(7))?.tables[0]?.blob), 's5');
      assert.equal(await deltaOf(store, 6), 'd6');
      for (const ref of gone) await assert.rejects(async () => contentOf(store, ref), MillraceError);
    },
  ],
  [
    'purge never forgets the newest commit, and drops old commits of a stateless query',
    async ({ checkpoint }) => {
      const store = await (await checkpoint()).open();
      for (let n = 0; n < 4; n++) {
        await store.offsets.add(offsetOf(n));
        await store.commits.add(commitOf(n), []);
      }
      await store.offsets.add(offsetOf(4));
      await store.purge(1000);
      assert.equal((await store.commits.latest())?.batchId, 3);
      assert.deepEqual(await store.offsets.read(3), offsetOf(3));
      assert.deepEqual(await store.offsets.latest(), offsetOf(4));
      assert.equal(await store.commits.read(2), undefined);
      assert.deepEqual(await store.commits.range(0, 9), [commitOf(3)]);
      await store.purge(0);
      assert.equal((await store.commits.latest())?.batchId, 3);
    },
  ],
  [
    'a run that slept through a purge cannot take a batch that was decided before',
    async ({ checkpoint, blob }) => {
      const made = await checkpoint();
      const [store, sleeper] = [await made.open(), await made.open()];
      for (let n = 0; n < 6; n++) {
        await store.offsets.add(offsetOf(n));
        await store.commits.add(commitOf(n), []);
      }
      await store.purge(4);
      for (const n of [0, 2]) {
        assert.equal(await sleeper.offsets.add(offsetOf(n, 'sleeper')), false);
        assert.equal(await sleeper.commits.add(commitOf(n, 'sleeper', ['state_0']), [await blob('old')]), false);
        assert.equal(await store.commits.read(n), undefined);
      }
      assert.equal((await sleeper.commits.latest())?.batchId, 5);
    },
  ],
  [
    'source logs are separate, first-wins, listed in order, and forget what they are told to',
    async ({ checkpoint }) => {
      const made = await checkpoint();
      const [log, rival] = [(await made.open()).sourceLog(0), (await made.open()).sourceLog(0)];
      for (const id of [10, 9, 2]) assert.equal(await log.add(id, { id }), true);
      assert.equal(await rival.add(9, 'other'), false);
      assert.deepEqual(await rival.read(9), { id: 9 });
      assert.deepEqual(await rival.list(), [2, 9, 10]);
      assert.deepEqual(await (await made.open()).sourceLog(1).list(), []);
      await log.remove([2, 9, 77]);
      assert.deepEqual(await rival.list(), [10]);
      assert.equal(await rival.read(2), undefined);
      assert.equal(await rival.add(2, null), true);
      assert.equal(await log.read(2), null);
    },
  ],
  [
    'logs beside the batches are separate, first-wins, and outlive a purge',
    async ({ checkpoint }) => {
      const made = await checkpoint();
      const store = await made.open();
      assert.equal(await store.sideLog('control').add(0, { since: 1 }), true);
      assert.equal(await (await made.open()).sideLog('control').add(0, { since: 2 }), false);
      assert.deepEqual(await store.sideLog('progress').list(), []);
      assert.equal(await store.readMetadata(), undefined, 'a query may be stopped before its first start');
      assert.equal(await store.sideLog('progress').add(5, { batchId: 5 }), true);
      await store.purge(10);
      assert.deepEqual(await store.sideLog('progress').read(5), { batchId: 5 });
      await store.sideLog('control').remove([0]);
      assert.equal(await store.sideLog('control').read(0), undefined);
      assert.deepEqual(await store.sourceLog(0).list(), []);
    },
  ],
];
