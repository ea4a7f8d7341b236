import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { StreamSession } from 'millrace';
import { countClicks, writeClicks } from './quickstart.ts';

test('closed windows are in the Parquet files, the open one is not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-quickstart-'));
  try {
    await writeClicks(folder);
    await countClicks(folder);
    await using session = await StreamSession.create();
    const rows = await session.read.parquet(`${folder}/purchases`).orderBy('user_id').collect();
    assert.deepEqual(
      rows.map(({ user_id, n, total }) => ({ user_id, n, total })),
      [
        { user_id: 1n, n: 2n, total: 19 },
        { user_id: 2n, n: 1n, total: 9.5 },
      ],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
