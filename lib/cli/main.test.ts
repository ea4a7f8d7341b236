import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { clicks, LIBRARY, millrace, spawnMillrace } from './cli.fixture.ts';

/** Waits until a process has printed something. */
async function printed(texts: { readonly err: string; readonly out: string }, what: RegExp): Promise<void> {
  for (let i = 0; i < 2400 && !what.test(texts.err + texts.out); i++) await sleep(50);
  assert.match(texts.err + texts.out, what);
}

test('the program answers --help and --version, and tells what it does not understand by its exit code', async () => {
  const help = await spawnMillrace(['--help']).ended;
  assert.equal(help.exitCode, 0);
  assert.match(help.out, /^Usage: millrace/);
  assert.match((await spawnMillrace(['--version']).ended).out, /^\d+\.\d+\.\d+\n$/);
  const wrong = await spawnMillrace(['status']).ended;
  assert.deepEqual([wrong.exitCode, wrong.out], [2, '']);
});

test('--help, and what is not there, are answered without the engine, the SQL parser and the AWS SDK', async (t) => {
  const { folder } = await clicks(t);
  const heavy = '/@duckdb/|/@polyglot-sql/|/@aws-sdk/|/lib/(engine|sql|analysis|expression)/';
  const hooks = `import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) {
      if (/${heavy.replaceAll('/', '\\/')}/.test(url)) console.error('loads', url);
      return next(url, context);
    } });`;
  const file = join(folder, 'hooks.mjs');
  await writeFile(file, hooks);
  const NODE_OPTIONS = `--import ${pathToFileURL(file).href}`;
  assert.deepEqual((await spawnMillrace(['--help'], { NODE_OPTIONS }).ended).err, '');
  const listed = await spawnMillrace(['ls', folder], { NODE_OPTIONS }).ended;
  assert.match(listed.err, /^error: \[CHECKPOINTS_NOT_FOUND\]/);
  assert.match(
    (await spawnMillrace(['status', folder], { NODE_OPTIONS }).ended).err,
    /^error: \[CHECKPOINT_NOT_FOUND\]/,
  );
});

test('what is piped has neither colours nor rewritten lines, even where colours are forced', async (t) => {
  const { file, location } = await clicks(t);
  const ran = await spawnMillrace(['run', file, '--checkpoint', location], { FORCE_COLOR: '1' }).ended;
  assert.deepEqual([ran.exitCode, ran.out], [0, '']);
  assert.deepEqual([ran.err.includes('\r'), ran.err.includes('\u001b')], [false, false]);
  assert.equal(ran.err.split('\n').length, 5);
});

test('Ctrl-C ends a run after the batch at hand, and the next goes on there', async (t) => {
  const { folder, location } = await clicks(t);
  const slow = join(folder, 'slow.ts');
  const source = `
    import { defineQuery } from ${JSON.stringify(LIBRARY)};
    export default defineQuery('clicks', (session) =>
      session.readStream.schema('user STRING').option('maxFilesPerTrigger', 2).json(${JSON.stringify(`${folder}/in`)})
        .writeStream.trigger({ availableNow: true }).foreachBatch(async (batch, batchId) => {
          console.log('begun');
          const awake = setInterval(() => undefined, 1000);
          if (batchId === 0) await new Promise((resolve) => process.once('SIGINT', () => setTimeout(resolve, 100)));
          clearInterval(awake);
          await batch.collect();
        }));`;
  await writeFile(slow, source);
  const { child, texts, ended } = spawnMillrace(['run', slow, '--checkpoint', location]);
  await printed(texts, /begun/);
  child.kill('SIGINT');
  const first = await ended;
  assert.equal(first.exitCode, 130);
  assert.match(first.err, /Ending after the batch at hand/);
  assert.match(first.err, /Interrupted; a restart goes on here \(1 batch, 4 rows in\)/);
  assert.equal(JSON.parse((await millrace(['status', location, '--json'])).out).batchId, 0);
  assert.match((await millrace(['run', slow, '--checkpoint', location])).err, /Done \(1 batch, 4 rows in\)/);
});

test('a run that has no end of its own ends with 0 by Ctrl-C, and by a stop from elsewhere with its reason', async (t) => {
  const { file, location } = await clicks(t);
  const args = ['run', file, '--checkpoint', location, '--trigger', 'processing-time 0s'];
  const interrupted = spawnMillrace(args);
  await printed(interrupted.texts, /batch 1 /);
  interrupted.child.kill('SIGTERM');
  assert.equal((await interrupted.ended).exitCode, 0);
  const stopped = spawnMillrace(args);
  await sleep(1500);
  assert.equal((await millrace(['stop', location, '--reason', 'deploying'])).exitCode, 0);
  const ended = await stopped.ended;
  assert.equal(ended.exitCode === 0 || /STOPPED_QUERY_NOT_STARTED/.test(ended.err), true, ended.err);
  assert.match(ended.err, /deploying/);
});

test('progress --follow shows batches as they come, until Ctrl-C', async (t) => {
  const { file, location, folder } = await clicks(t);
  await millrace(['run', file, '--checkpoint', location]);
  const { child, texts, ended } = spawnMillrace(['progress', location, '--follow', '--json']);
  await printed(texts, /"batchId":2/);
  for (let i = 4; i < 6; i++)
    await writeFile(join(folder, 'in', `${i}.json`), '{"user":"eve","t":"2024-01-01T09:00:00Z"}\n');
  await millrace(['run', file, '--checkpoint', location]);
  await printed(texts, /"batchId":3/);
  child.kill('SIGINT');
  assert.equal((await ended).exitCode, 0);
});

test('an error has a stack trace only with MILLRACE_DEBUG', async (t) => {
  const { folder } = await clicks(t);
  const file = join(folder, 'broken.ts');
  await writeFile(file, `export default { name: 'q', build: () => { throw new TypeError('no such thing'); } };`);
  const plain = await spawnMillrace(['run', file]).ended;
  assert.deepEqual(plain, {
    exitCode: 1,
    out: '',
    err: 'error: TypeError: no such thing\n(MILLRACE_DEBUG=1 shows where it was raised)\n',
  });
  const debug = await spawnMillrace(['run', file], { MILLRACE_DEBUG: '1' }).ended;
  assert.match(debug.err, /\n {4}at Object\.build/);
});
