import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startQuery, stopQuery } from '../runtime/control/desired-state.ts';
import { recentProgress } from '../runtime/control/progress-log.ts';
import { checkpointTable } from '../testing/aws/checkpoint-table.ts';
import { memoryAws } from '../testing/aws/memory-aws.ts';
import { SystemClock } from '../util/clock.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { frameOf, openSession, openTimedSession, rejectionOf, temporaryFolder } from './query.fixture.ts';

const clock = new SystemClock();

function place(kind: 'folder' | 'table', folder: string) {
  const aws = memoryAws({ dynamoDb: { tables: [checkpointTable('checkpoints')] } });
  const location = kind === 'folder' ? `${folder}/checkpoint` : 'dynamodb://checkpoints/clicks';
  return { aws: aws.services, location };
}

for (const kind of ['folder', 'table'] as const) {
  test(`a run whose checkpoint is in a ${kind} ends at its next trigger once it is stopped there, and is not started until it may`, async (t) => {
    const { aws, location } = place(kind, await temporaryFolder(t));
    const session = await openSession(t, { aws });
    const stream = session.memoryStream('n INT');
    const start = () =>
      frameOf(session, stream)
        .writeStream.format('noop')
        .queryName('clicks')
        .option('checkpointLocation', location)
        .start();
    const query = await start();
    stream.addData([1]);
    await query.processAllAvailable();
    const store = openCheckpoint(location, { aws });
    await stopQuery(store, clock, 'deploying');
    assert.equal(await query.awaitTermination(10_000), true);
    assert.equal(query.exception(), null);
    assert.equal(query.status.message, 'Stopped on request: deploying');
    const refusal = await rejectionOf(start());
    assert.equal(refusal.condition, 'STOPPED_QUERY_NOT_STARTED');
    assert.match(refusal.message, /"clicks" was stopped at .*\(deploying\)/);
    assert.match(refusal.message, new RegExp(`millrace start .*${kind === 'folder' ? 'checkpoint' : 'clicks'}`));
    await startQuery(store);
    stream.addData([2]);
    const again = await start();
    await again.processAllAvailable();
    assert.equal(again.lastProgress?.batchId, 1);
    await again.stop();
    assert.deepEqual(
      (await recentProgress(store)).map(({ batchId, name, numInputRows }) => [batchId, name, numInputRows]),
      [
        [0, 'clicks', 1],
        [1, 'clicks', 1],
      ],
    );
  });
}

test('of many quick batches the progress of the first and the last is stored, and about one a second between', async (t) => {
  const location = await temporaryFolder(t);
  const { clock, session } = await openTimedSession(t);
  const stream = session.memoryStream('n INT');
  const query = await frameOf(session, stream)
    .writeStream.format('noop')
    .option('checkpointLocation', location)
    .start();
  for (let n = 0; n < 6; n++) {
    stream.addData([n]);
    await query.processAllAvailable();
    clock.advance(400);
  }
  await query.stop();
  const stored = await recentProgress(openCheckpoint(location));
  assert.deepEqual(
    stored.map(({ batchId }) => batchId),
    [0, 3, 5],
  );
});
