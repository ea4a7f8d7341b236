import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MemoryCheckpointStore } from '../../checkpoint/index.ts';
import type { Offset, Source } from '../../contracts/source.ts';
import { simpleString } from '../../types/data-type.ts';
import { Timestamp } from '../../types/value.ts';
import { ManualClock } from '../../util/clock.ts';
import { socketSourceProvider } from './provider.ts';

const clock = new ManualClock(1000);
const context = { clock, fileSystems: [], conf: {} };

function open(options: Record<string, string>): Promise<Source> {
  const schema = socketSourceProvider.schema('socket', options, undefined, context);
  const log = MemoryCheckpointStore.open().sourceLog(0);
  return socketSourceProvider.create({ format: 'socket', options, schema, log, context });
}

/** A real server, a source connected to it, and the server's side of the connection. */
async function connected(options: Record<string, string> = {}, start: Offset | null = null) {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const source = await open({ host: '127.0.0.1', port: String(address.port), ...options });
  const accepted = once(server, 'connection');
  const offset = await source.latestOffset(start, 'limited');
  const [peer] = (await accepted) as [Socket];
  peer.on('error', () => undefined);
  const close = async () => {
    await source.stop();
    peer.destroy();
    server.close();
  };
  return { source, peer, offset, close, port: address.port };
}

async function until(source: Source, start: Offset | null, offset: number): Promise<void> {
  while ((await source.latestOffset(start, 'limited')) !== offset) await sleep(2);
}

test('lines come with offsets from 0, -1 before the first', async () => {
  const { source, peer, offset, close, port } = await connected();
  try {
    assert.equal(source.description, `TextSocketV2[host: 127.0.0.1, port: ${port}]`);
    assert.equal(offset, -1);
    assert.deepEqual(await source.getBatch(null, -1), { kind: 'rows', rows: [] });
    peer.write('a\nb\nunfinished');
    await until(source, -1, 1);
    assert.deepEqual(await source.getBatch(-1, 1), { kind: 'rows', rows: [['a'], ['b']] });
    await source.commit(0);
    assert.deepEqual(await source.getBatch(0, 1), { kind: 'rows', rows: [['b']] });
    peer.write(' line\n');
    await until(source, 1, 2);
    assert.deepEqual(await source.getBatch(1, 2), { kind: 'rows', rows: [['unfinished line']] });
  } finally {
    await close();
  }
});

test('includeTimestamp adds the time of arrival', async () => {
  const options = { host: 'h', port: '1', includeTimestamp: 'true' };
  const schema = socketSourceProvider.schema('socket', options, undefined, context);
  assert.equal(simpleString(schema), 'struct<value:string,timestamp:timestamp>');
  const { source, peer, close } = await connected({ includeTimestamp: 'TRUE' });
  try {
    peer.write('a\n');
    await until(source, -1, 0);
    assert.deepEqual(await source.getBatch(-1, 0), { kind: 'rows', rows: [['a', new Timestamp(1_000_000n)]] });
  } finally {
    await close();
  }
});

test('a restart numbers on; the lines of a batch before are gone, as in Spark', async () => {
  const { source, peer, offset, close } = await connected({}, 41);
  try {
    assert.equal(offset, 41);
    assert.deepEqual(await source.getBatch(30, 41), { kind: 'rows', rows: [] });
    peer.write('a\n');
    await until(source, 41, 42);
    assert.deepEqual(await source.getBatch(41, 42), { kind: 'rows', rows: [['a']] });
  } finally {
    await close();
  }
});

test('a lost connection fails the query once its lines are read', async () => {
  const { source, peer, close } = await connected();
  try {
    peer.end('a\nlast');
    await until(source, -1, 1);
    assert.deepEqual(await source.getBatch(-1, 1), { kind: 'rows', rows: [['a'], ['last']] });
    await source.commit(1);
    const lost = async () => {
      for (;;) {
        await source.latestOffset(1, 'limited');
        await sleep(2);
      }
    };
    await assert.rejects(lost(), {
      condition: 'SOCKET_CONNECTION_LOST',
      message: /after 2 lines: the server has closed it/,
    });
  } finally {
    await close();
  }
});

test('a refused connection names host and port, and can be tried again', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  server.close();
  await once(server, 'close');
  const source = await open({ host: '127.0.0.1', port: String(address.port) });
  for (let i = 0; i < 2; i++) {
    await assert.rejects(source.latestOffset(null, 'limited'), {
      condition: 'SOCKET_CONNECTION_FAILED',
      message: new RegExp(`cannot connect to 127.0.0.1:${address.port}: .*ECONNREFUSED`),
    });
  }
  await source.stop();
});

test('host and port are needed and checked', async () => {
  await assert.rejects(async () => open({}), { condition: 'MISSING_OPTION', message: /"host"/ });
  await assert.rejects(async () => open({ host: 'h' }), { condition: 'MISSING_OPTION', message: /"port"/ });
  for (const port of ['x', '0', '65536']) {
    await assert.rejects(async () => open({ host: 'h', port }), { condition: 'INVALID_OPTION' });
  }
});
