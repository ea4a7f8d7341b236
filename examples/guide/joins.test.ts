import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { StreamSession } from 'millrace';
import { withAdvertisers, withClicks } from './joins.ts';

const at = (minute: number): string => new Date(Date.UTC(2024, 2, 1, 12, minute)).toISOString();

async function setup() {
  const session = await StreamSession.create();
  const shown = session.memoryStream('ad STRING, shown TIMESTAMP');
  const clicked = session.memoryStream('clicked_ad STRING, clicked TIMESTAMP');
  const read = (name: string) => session.readStream.format('memory').option('stream', name).load() as never;
  return { session, shown, clicked, streams: { impressions: read(shown.name), clicks: read(clicked.name) } };
}

test('a stream is joined with a table', async () => {
  const { session, shown, streams } = await setup();
  await using _ = session;
  const folder = await mkdtemp(join(tmpdir(), 'millrace-joins-'));
  try {
    await mkdir(join(folder, 'ads'));
    await writeFile(join(folder, 'ads/1.csv'), 'ad,advertiser\na,Acme\n');
    shown.addData({ ad: 'a', shown: at(0) }, { ad: 'b', shown: at(1) });
    const query = await withAdvertisers(session, streams, folder).writeStream.toTable('named');
    await query.processAllAvailable();
    const rows = await session.sql('SELECT ad, advertiser FROM named ORDER BY ad').collect();
    assert.deepEqual(rows, [
      { ad: 'a', advertiser: 'Acme' },
      { ad: 'b', advertiser: null },
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('an impression without a click comes once none can follow any more', async () => {
  const { session, shown, clicked, streams } = await setup();
  await using _ = session;
  const query = await withClicks(streams).writeStream.toTable('clicks');
  const rows = () => session.sql('SELECT ad, clicked IS NOT NULL AS hit FROM clicks ORDER BY ad').collect();
  shown.addData({ ad: 'a', shown: at(0) }, { ad: 'b', shown: at(1) });
  clicked.addData({ clicked_ad: 'a', clicked: at(3) });
  await query.processAllAvailable();
  assert.deepEqual(await rows(), [{ ad: 'a', hit: true }]);
  shown.addData({ ad: 'c', shown: at(40) });
  clicked.addData({ clicked_ad: 'z', clicked: at(40) });
  await query.processAllAvailable();
  assert.deepEqual(await rows(), [
    { ad: 'a', hit: true },
    { ad: 'b', hit: false },
  ]);
});
