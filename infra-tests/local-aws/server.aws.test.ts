import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { resetLocalAws } from '../../scripts/local-aws/reset-local-aws.ts';
import { startLocalAws } from '../../scripts/local-aws/start-local-aws.ts';
import { isRunning } from '../../scripts/local-aws/stop-process-group.ts';

const bucketsAt = async (endpoint: string, make?: string): Promise<readonly (string | undefined)[]> => {
  const client = new S3Client({ endpoint, forcePathStyle: true });
  if (make !== undefined) await client.send(new CreateBucketCommand({ Bucket: make }));
  const { Buckets: buckets = [] } = await client.send(new ListBucketsCommand({}));
  client.destroy();
  return buckets.map(({ Name: name }) => name);
};

test('a second server has a port and data of its own, is emptied by a reset, and is gone once stopped', async () => {
  const aws = await startLocalAws();
  try {
    assert.notEqual(aws.endpoint, process.env.MILLRACE_LOCAL_AWS);
    assert.deepEqual(await bucketsAt(aws.endpoint, 'only-here'), ['only-here']);
    await resetLocalAws(aws.endpoint);
    assert.deepEqual(await bucketsAt(aws.endpoint), []);
  } finally {
    await aws.stop();
  }
  assert.equal(isRunning(aws.pid), false);
  await assert.rejects(fetch(`${aws.endpoint}/_ministack/health`));
});

test('a busy port is refused, however well the other server answers', async () => {
  const port = Number(new URL(process.env.MILLRACE_LOCAL_AWS ?? '').port);
  await assert.rejects(startLocalAws({ port }), /already in use|Another program answers/);
});

test('the server ends with the process that started it, even if that is killed', async () => {
  const script = new URL('../../scripts/local-aws/start-local-aws.ts', import.meta.url).href;
  const code = `const { startLocalAws } = await import(${JSON.stringify(script)});
    console.log((await startLocalAws()).pid); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const pid = Number(String(line).trim());
  assert.ok(isRunning(pid));
  child.kill('SIGKILL');
  for (let turn = 0; turn < 1200 && isRunning(pid); turn++) await sleep(50);
  assert.equal(isRunning(pid), false);
});
