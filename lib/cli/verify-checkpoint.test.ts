import assert from 'node:assert/strict';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { clicks, millrace } from './cli.fixture.ts';

/** What may befall a checkpoint, and what the check calls it. */
const DAMAGE: readonly {
  readonly what: string;
  readonly condition: string;
  readonly damage: (checkpoint: string) => Promise<void>;
}[] = [
  {
    what: 'a lost delta',
    condition: 'CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS|CHECKPOINT_FILE_UNREADABLE',
    damage: async (checkpoint) => rm(await aDelta(checkpoint)),
  },
  {
    what: 'a delta that was cut',
    condition: 'CHECKPOINT_SIZE_DIFFERS',
    damage: async (checkpoint) => truncate(await aDelta(checkpoint), 100),
  },
  {
    what: 'a delta with other bytes',
    condition: 'CANNOT_LOAD_STATE_STORE.UNREADABLE_FILE',
    damage: async (checkpoint) => {
      const file = await aDelta(checkpoint);
      const bytes = await readFile(file);
      await writeFile(file, bytes.fill(0x58, 4, bytes.length - 200));
    },
  },
  {
    what: "another count of rows in a batch's commit",
    condition: 'CHECKPOINT_ROWS_DIFFER',
    damage: async (checkpoint) => {
      const file = join(checkpoint, 'commits', '2.json');
      await writeFile(file, (await readFile(file, 'utf8')).replace('"numRows": 4', '"numRows": 5'));
    },
  },
  {
    what: 'a lost commit between others',
    condition: 'CANNOT_LOAD_STATE_STORE.MISSING_COMMIT',
    damage: (checkpoint) => rm(join(checkpoint, 'commits', '1.json')),
  },
  {
    what: 'lost offsets of the last batch',
    condition: 'CHECKPOINT_BATCH_MISSING',
    damage: (checkpoint) => rm(join(checkpoint, 'offsets', '2.json')),
  },
  {
    what: 'an entry that is no JSON',
    condition: 'CHECKPOINT_FILE_UNREADABLE',
    damage: (checkpoint) => writeFile(join(checkpoint, 'offsets', '2.json'), '{'),
  },
  {
    what: 'a file list of the source that is no JSON',
    condition: 'CHECKPOINT_FILE_UNREADABLE',
    damage: (checkpoint) => writeFile(join(checkpoint, 'sources', '0', '1.json'), ''),
  },
  {
    what: 'lost metadata',
    condition: 'STREAMING_CHECKPOINT_MISSING_METADATA_FILE',
    damage: (checkpoint) => rm(join(checkpoint, 'metadata.json')),
  },
];

async function aDelta(checkpoint: string): Promise<string> {
  const folder = join(checkpoint, 'state', '0', 'state_0');
  const name = (await readdir(folder)).find((file) => file.startsWith('1.') && file.includes('delta'));
  return join(folder, name ?? '');
}

for (const { what, condition, damage } of DAMAGE)
  test(`checkpoint verify finds ${what}`, async (t) => {
    const { file, location } = await clicks(t);
    await millrace(['run', file, '--checkpoint', location]);
    await damage(location);
    const { exitCode, out, err } = await millrace(['checkpoint', 'verify', location]);
    assert.deepEqual([exitCode, out], [1, '']);
    assert.match(err, new RegExp(`^error: \\[(${condition})\\] `));
    assert.doesNotMatch(err, /\n {4}at /);
  });

test('a batch that was planned and not committed is no damage', async (t) => {
  const { file, location } = await clicks(t);
  await millrace(['run', file, '--checkpoint', location]);
  await rm(join(location, 'commits', '2.json'));
  assert.match((await millrace(['checkpoint', 'verify', location])).out, /^Whole after batch 1/);
  assert.match((await millrace(['status', location])).out, /begun: +2 \(at work, or left by a run that died\)/);
});

test('the check changes nothing', async (t) => {
  const { file, location } = await clicks(t);
  await millrace(['run', file, '--checkpoint', location]);
  const before = await readdir(location, { recursive: true });
  await millrace(['checkpoint', 'verify', location]);
  await millrace(['state', location, 'SELECT 1 AS one']);
  assert.deepEqual((await readdir(location, { recursive: true })).sort(), before.sort());
});
