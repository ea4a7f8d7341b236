import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { StreamingQuery } from '../api/streaming-query.ts';
import { frameOf, openSession, rejectionOf, temporaryFolder, until } from './query.fixture.ts';

const SESSION = pathToFileURL(join(import.meta.dirname, 'stream-session.ts'));

/** Runs a script that has a `session` in a process whose temporary folder is `folder`, and tells how it ended. */
async function runScript(folder: string, script: string) {
  const source = `
    import { StreamSession } from ${JSON.stringify(SESSION.href)};
    const session = await StreamSession.create({ threads: 1 });
    const rows = session.memoryStream('n INT');
    rows.addData([1], [0]);
    const frame = session.readStream.format('memory').option('stream', rows.name).load();
    ${script}`;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', source],
    {
      env: { ...process.env, TMPDIR: folder },
      timeout: 180_000,
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [exitCode, signal] = await once(child, 'close');
  return { exitCode, signal, output };
}

const CLEAN_END = { exitCode: 0, signal: null, output: '' };

test('a process with queries ends once its session has stopped, and leaves no temporary folder', async (t) => {
  const folder = await temporaryFolder(t);
  const end = await runScript(
    folder,
    `await frame.writeStream.format('memory').queryName('a').start();
    await frame.writeStream.foreachBatch(() => {}).trigger({ processingTime: '1 hour' }).start();
    await session.readStream.format('rate').load().writeStream.format('noop').start();
    const counted = await frame.groupBy('n').count().writeStream.outputMode('complete').format('noop').start();
    await counted.processAllAvailable();
    counted.awaitTermination(3_600_000);
    await session.sql('SELECT 1').collect();
    await session.stop();`,
  );
  assert.deepEqual(end, CLEAN_END);
  assert.deepEqual(await readdir(folder), []);
});

test('a query that is still starting is stopped with its session', async (t) => {
  const folder = await temporaryFolder(t);
  const end = await runScript(
    folder,
    `const starting = frame.writeStream.format('noop').start();
    await session.stop();
    if ((await starting).isActive) throw new Error('it runs on');`,
  );
  assert.deepEqual(end, CLEAN_END);
  assert.deepEqual(await readdir(folder), []);
});

test('queries that fail are reported where nobody waits for them, and nothing else comes of it', async (t) => {
  const folder = await temporaryFolder(t);
  const end = await runScript(
    folder,
    `const fails = frame.selectExpr('1 / n AS r').writeStream;
    const queries = [
      await fails.format('noop').start(),
      await fails.format('memory').queryName('m').trigger({ availableNow: true }).start(),
      await frame.writeStream.foreachBatch(() => Promise.reject(new Error('no'))).trigger({ once: true }).start(),
      await frame.writeStream.foreach({ process: () => { throw undefined; } }).start(),
    ];
    await Promise.all(queries.map((query) => query.awaitTermination().catch(() => undefined)));
    await fails.format('noop').start();
    while (session.streams.active.length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    if (queries.some((query) => query.exception() === null)) throw new Error('they run on');
    await session.stop();`,
  );
  assert.match(end.output, /^Query [-0-9a-f]+ has failed: .*DIVIDE_BY_ZERO/);
  assert.deepEqual({ ...end, output: '' }, CLEAN_END);
  assert.deepEqual(await readdir(folder), []);
});

test('a refused start leaves nothing behind', async (t) => {
  const folder = await temporaryFolder(t);
  const end = await runScript(
    folder,
    `const refused = frame.writeStream.format('console').option('numRows', 'many').start();
    await refused.then(() => { throw new Error('it runs'); }, () => undefined);
    await session.stop();`,
  );
  assert.deepEqual(end, CLEAN_END);
  assert.deepEqual(await readdir(folder), []);
});

test('a query that fails lets go of its sources', async (t) => {
  const session = await openSession(t);
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.write('0\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const lines = session.readStream.format('socket').option('host', '127.0.0.1').option('port', port).load();
  const query = await lines.selectExpr('1 / CAST(value AS INT) AS r').writeStream.format('noop').start();
  assert.match((await rejectionOf(query.awaitTermination())).message, /DIVIDE_BY_ZERO/);
  await until(() => sockets.length === 1 && sockets.every((socket) => socket.closed), 'the socket is closed');
});

test('a query that fails leaves nothing in the scratch folder', async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'scratch'));
  const session = await openSession(t, { scratchDirectory: join(folder, 'scratch') });
  const stream = session.memoryStream('n INT');
  stream.addData([1], [0]);
  const query = await frameOf(session, stream)
    .groupBy('n')
    .count()
    .selectExpr('1 / n AS r')
    .writeStream.outputMode('update')
    .format('noop')
    .start();
  assert.match((await rejectionOf(query.awaitTermination())).message, /DIVIDE_BY_ZERO/);
  const [ownFolder = '', ...others] = await readdir(join(folder, 'scratch'));
  assert.deepEqual([await readdir(join(folder, 'scratch', ownFolder)), others], [[], []]);
  await session.stop();
  assert.deepEqual(await readdir(join(folder, 'scratch')), []);
});

test('a start that is refused for its sink leaves nothing in the checkpoint: the mended query starts there', async (t) => {
  const session = await openSession(t);
  const checkpoint = join(await temporaryFolder(t), 'checkpoint');
  const rows = session.memoryStream('user STRING, action STRING');
  const counted = (column: string) =>
    frameOf(session, rows)
      .groupBy(column)
      .count()
      .writeStream.outputMode('complete')
      .option('checkpointLocation', checkpoint);
  const refused = counted('user').format('console').option('path', 'out').start();
  assert.equal((await rejectionOf(refused)).condition, 'UNKNOWN_OPTION');
  const query = await counted('action').format('noop').trigger({ availableNow: true }).start();
  await query.awaitTermination();
  assert.equal(query.exception(), null);
});

test('foreachBatch may stop its own query', async (t) => {
  const session = await openSession(t);
  const input = session.memoryStream('n INT');
  let running: StreamingQuery | undefined;
  const seen: number[] = [];
  const query = await session.readStream
    .format('memory')
    .option('stream', input.name)
    .load()
    .writeStream.foreachBatch(async (batch, batchId) => {
      seen.push(batchId, await batch.count());
      await running?.stop();
    })
    .start();
  running = query;
  input.addData({ n: 1 });
  await query.awaitTermination();
  assert.deepEqual([seen, query.isActive, query.exception()], [[0, 1], false, null]);
});

test('a session that has been stopped is of no more use, and says so', async (t) => {
  const session = await openSession(t);
  const frame = session.range(3);
  const writer = session.readStream.format('rate').load().writeStream.format('noop');
  await session.stop();
  await session.stop();
  assert.throws(() => session.sql('SELECT 1'), { condition: 'SESSION_STOPPED' });
  assert.equal((await rejectionOf(frame.collect())).condition, 'SESSION_STOPPED');
  assert.equal((await rejectionOf(writer.start())).condition, 'SESSION_STOPPED');
});
