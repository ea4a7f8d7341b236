import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { ownsPort } from './owns-port.ts';
import { isRunning, stopProcessGroup } from './stop-process-group.ts';

/** A process that leads a group, listens on `port` and says so. */
async function listener(port: number, prelude = ''): Promise<number> {
  const code = `${prelude}; require('node:net').createServer().listen(${port}, '127.0.0.1', () => console.log('up'))`;
  const child = spawn(process.execPath, ['-e', code], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child.pid ?? assert.fail('no process');
}

test('the owner of a port is told from others', async () => {
  const port = await freePort();
  const pid = await listener(port);
  try {
    assert.equal(ownsPort(pid, port), true);
    assert.equal(ownsPort(process.pid, port), false);
    assert.equal(ownsPort(pid, await freePort()), false);
  } finally {
    await stopProcessGroup(pid);
  }
  assert.equal(isRunning(pid), false);
});

test('a process that does not listen to SIGTERM is ended all the same', async () => {
  const pid = await listener(await freePort(), "process.on('SIGTERM', () => undefined)");
  await stopProcessGroup(pid, 100);
  assert.equal(isRunning(pid), false);
  await stopProcessGroup(pid, 100);
});

test('a process that has ended does not run, even if its parent never asks', async (t) => {
  const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => parent.kill('SIGKILL'));
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(String(line));
  assert.ok(pid > 0);
  while (isRunning(pid)) await sleep(5);
});
