import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { openSession, temporaryFolder } from './query.fixture.ts';

/** The address of a port that takes connections and never answers, or, closed, of one that takes none. */
async function deafServer(t: TestContext, isOpen: boolean): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  if (isOpen) t.after(close);
  else close();
  return `127.0.0.1:${port}`;
}

for (const isOpen of [false, true]) {
  test(`a query that waits for a source that ${isOpen ? 'does not answer' : 'is away'} stops at once, without a failure`, async (t) => {
    const session = await openSession(t);
    const query = await session.readStream
      .format('kafka')
      .options({ 'kafka.bootstrap.servers': await deafServer(t, isOpen), subscribe: 'any' })
      .load()
      .writeStream.format('noop')
      .option('checkpointLocation', await temporaryFolder(t))
      .start();
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(query.isActive, true);
    const before = performance.now();
    await query.stop();
    assert.ok(performance.now() - before < 20_000, `stopping took ${performance.now() - before} ms`);
    assert.equal(query.exception(), null);
    assert.equal(query.status.message, 'Stopped');
  });
}
