// #region query
import { test } from 'node:test';
import { count, StreamSession, window } from 'millrace';
import { addData, assertWatermark, checkNewAnswer, expectFailure, start, stop, testStream } from 'millrace/testing';

test('a window comes out once the watermark has passed it, also after a restart', async () => {
  await using session = await StreamSession.create();
  const clicks = session.memoryStream('user STRING, clicked TIMESTAMP');
  const counts = session.readStream
    .format('memory')
    .option('stream', clicks.name)
    .load()
    .withWatermark('clicked', '5 minutes')
    .groupBy(window('clicked', '10 minutes'))
    .agg(count('*').as('n'))
    .select('window.start', 'n');
  await testStream(counts, 'append', [
    addData(clicks, { user: 'ann', clicked: '2024-01-01T12:01:00Z' }, { user: 'bob', clicked: '2024-01-01T12:04:00Z' }),
    checkNewAnswer([]), // the window may still get rows
    stop(),
    start(),
    addData(clicks, { user: 'ann', clicked: '2024-01-01T12:20:00Z' }),
    assertWatermark('2024-01-01T12:15:00.000Z'),
    checkNewAnswer([{ start: '2024-01-01T12:00:00Z', n: 2 }]),
  ]);
});
// #endregion

// #region failure
test('a zero is a failure of the query, by its condition', async () => {
  await using session = await StreamSession.create();
  const numbers = session.memoryStream('n INT');
  const inverse = session.readStream.format('memory').option('stream', numbers.name).load().selectExpr('1 / n AS x');
  await testStream(inverse, 'append', [addData(numbers, { n: 0 }), expectFailure('DIVIDE_BY_ZERO')]);
});
// #endregion
