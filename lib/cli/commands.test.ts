import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { StreamSession } from '../local/stream-session.ts';
import { type Clicks, clicks, millrace } from './cli.fixture.ts';

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:clicks';

const lines = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const run = ({ file, aws, location }: Clicks, ...more: string[]) =>
  millrace(['run', file, '--checkpoint', location, ...more], { aws });

for (const kind of ['folder', 'table'] as const) {
  test(`a query runs, is listed, described, stopped and started again by its checkpoint in a ${kind}`, async (t) => {
    const place = await clicks(t, kind);
    const { aws, location, root, folder } = place;
    const on = (...args: string[]) => millrace(args, { aws });
    const ran = await run(place);
    assert.deepEqual([ran.exitCode, ran.out], [0, '']);
    assert.match(ran.err, /^batch 0 · 4 in · .*state 4\n/);
    assert.match(ran.err, /clicks: Done \(3 batches, 8 rows in\)\n$/);
    await using session = await StreamSession.create();
    assert.equal(await session.read.parquet(join(folder, 'out')).count(), 4);

    const listed = await on('ls', root);
    assert.match(
      listed.out,
      /^QUERY {3}STATE {4}BATCH {2}WATERMARK +LAST BATCH\nclicks {2}started {2}2 +2024-01-01T02:10:00.000Z/,
    );
    const [entry] = lines((await on('ls', root, '--json')).out) as [Record<string, unknown>];
    assert.deepEqual(
      [entry['name'], entry['state'], entry['batchId'], entry['stateRows']],
      ['clicks', 'started', 2, 4],
    );

    const status = JSON.parse((await on('status', location, '--json')).out);
    assert.deepEqual([status.batchId, status.desired.state, status.lastProgress.name], [2, 'running', 'clicks']);
    assert.match((await on('status', location)).out, /last batch: +2 at 20/);

    const progress = lines((await on('progress', location, '--json')).out) as {
      batchId: number;
      numInputRows: number;
    }[];
    assert.deepEqual([progress[0]?.batchId, progress.at(-1)?.batchId], [0, 2]);
    assert.equal((await on('progress', location, '--limit', '1')).out.split('\n').length, 2);

    assert.match((await on('stop', location, '--reason', 'deploying')).out, /^Stopped/);
    assert.equal(JSON.parse((await on('stop', location, '--json')).out).changed, false);
    assert.match((await on('ls', root)).out, /clicks {2}stopped/);
    assert.match((await on('status', location)).out, /reason: +deploying/);
    const refused = await run(place);
    assert.equal(refused.exitCode, 1);
    assert.match(
      refused.err,
      /^error: \[STOPPED_QUERY_NOT_STARTED\] The query "clicks" was stopped at .*\(deploying\)/,
    );
    assert.equal(refused.err.includes(`millrace start ${kind === 'table' ? location : folder}`), true);
    assert.doesNotMatch(refused.err, /\n {4}at /);
    assert.equal(JSON.parse((await on('start', location, '--json')).out).changed, true);
    assert.match((await run(place)).err, /Done \(0 batches/);
  });

  test(`the checkpoint in a ${kind} is shown and verified, and its state answers SQL at any batch`, async (t) => {
    const place = await clicks(t, kind);
    const { aws, location } = place;
    const on = (...args: string[]) => millrace(args, { aws });
    await run(place);

    const shown = JSON.parse((await on('checkpoint', 'show', location, '--json')).out);
    assert.deepEqual([shown.outputMode, shown.kept], ['append', { batches: 3, from: 0, through: 2 }]);
    assert.deepEqual(
      shown.batches.map((batch: Record<string, unknown>) => [batch['batchId'], batch['committed'], batch['stateRows']]),
      [
        [0, true, 4],
        [1, true, 8],
        [2, true, 4],
      ],
    );
    assert.match(shown.plan, /EventTimeWatermark t/);
    assert.match((await on('checkpoint', 'show', location, '--limit', '1')).out, /\n2 +20.* yes +4 /);

    const verified = JSON.parse((await on('checkpoint', 'verify', location, '--json')).out);
    assert.deepEqual(
      [verified.ok, verified.batchId, verified.blobs, verified.tables],
      [true, 2, 2, [{ operatorId: 0, table: 'state_0', rows: 4 }]],
    );
    assert.match(
      (await on('checkpoint', 'verify', location)).out,
      /^Whole after batch 2: .* state_0 has 4 rows as committed\.\n$/,
    );

    const [view] = lines((await on('state', location, '--json')).out) as [Record<string, unknown>];
    assert.deepEqual([view['view'], view['rows']], ['stateStoreSave_0', 4]);
    assert.match(
      (await on('state', location)).out,
      /^stateStoreSave_0 \(4 rows after batch 2\)\n {2}window_start TIMESTAMPTZ key\n/,
    );
    const select = 'SELECT user AS k1, date_format(window_start, "HH") AS hour, n FROM stateStoreSave_0';
    const table = (await on('state', location, `${select} ORDER BY k1, hour`)).out;
    assert.equal(
      table,
      '+---+----+---+\n|k1 |hour|n  |\n+---+----+---+\n|ann|02  |1  |\n|ann|03  |1  |\n|bob|02  |1  |\n|bob|03  |1  |\n+---+----+---+\n',
    );
    const older = lines(
      (await on('state', location, 'SELECT count(*) AS n FROM stateStoreSave_0', '--batch', '1', '--json')).out,
    );
    assert.deepEqual(older, [{ n: 8 }]);
    const gone = await on('state', location, '--batch', '9');
    assert.equal(gone.exitCode, 3);
    assert.match(gone.err, /\[BATCH_NOT_RETAINED\] .* has no batch 9: it keeps batches 0 to 2/);
    const wrong = await on('state', location, 'SELECT nothing FROM stateStoreSave_0');
    assert.equal(wrong.exitCode, 1);
    assert.match(wrong.err, /UNRESOLVED_COLUMN/);
  });
}

test('--json gives the progress of each batch, and errors as JSON', async (t) => {
  const place = await clicks(t);
  const ran = await run(place, '--json', '--trigger', 'once');
  assert.deepEqual(
    lines(ran.out).map((progress) => (progress as { numInputRows: number }).numInputRows),
    [8],
  );
  const failed = await millrace(['status', join(place.folder, 'nothing'), '--json']);
  assert.equal(failed.exitCode, 3);
  assert.equal((lines(failed.err)[0] as { error: { condition: string } }).error.condition, 'CHECKPOINT_NOT_FOUND');
});

test('a backfill of a file runs all there is, whatever the trigger of the query', async (t) => {
  const { file, location } = await clicks(t);
  const quiet = await millrace(['backfill', file, '--checkpoint', location]);
  assert.deepEqual(quiet, { exitCode: 0, out: '', err: 'clicks: Done (3 batches, 8 rows in)\n' });
  const watched = await millrace(['backfill', file, '--watch']);
  assert.equal(watched.err.split('\n').length, 5);
});

test('explain prints the plan, and with --extended the SQL of a batch', async (t) => {
  const { file } = await clicks(t);
  const plain = await millrace(['explain', file]);
  assert.match(plain.out, /^Aggregate \[window.*\n\+- Project/);
  const extended = await millrace(['explain', file, '--extended', '--json']);
  assert.match(
    JSON.parse(extended.out).plan,
    /== Analyzed Logical Plan ==[\s\S]*== Batch Program ==\n\[0\] stateStoreSave/,
  );
});

test('settings of --conf reach the query', async (t) => {
  const { file, location, folder } = await clicks(t);
  await millrace(['run', file, '--checkpoint', location, '--conf', 'spark.sql.session.timeZone=Asia/Tokyo']);
  const shown = await millrace(['checkpoint', 'show', join(folder, 'checkpoints/clicks')]);
  assert.match(shown.out, /setting: +spark.sql.session.timeZone=Asia\/Tokyo/);
});

test('a query without state says so', async (t) => {
  const { location, folder } = await clicks(t);
  const stateless = join(folder, 'stateless.ts');
  await writeFile(
    stateless,
    `export default { name: 'plain', build: (session) => session.readStream.schema('user STRING').json(${JSON.stringify(`${folder}/in`)}).writeStream.format('noop').trigger({ availableNow: true }) };`,
  );
  assert.equal((await millrace(['run', stateless, '--checkpoint', location])).exitCode, 0);
  assert.match((await millrace(['checkpoint', 'verify', location])).out, /^Whole after batch 0/);
  const state = await millrace(['state', location]);
  assert.equal(state.exitCode, 3);
  assert.match(state.err, /QUERY_WITHOUT_STATE/);
});

test('what is not understood ends with 2, what is not there with 3, and each says what to do', async (t) => {
  const { file, folder } = await clicks(t);
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [[], 2, /Usage: millrace/],
    [['--help'], 0, /^$/],
    [['nonsense'], 2, /unknown command 'nonsense'/],
    [['run'], 2, /missing required argument 'FILE'/],
    [['run', file, '--trigger', 'sometimes'], 2, /--trigger "sometimes" is no trigger.*\n.*processing-time 10s/],
    [['run', file, '--conf', 'x'], 2, /--conf "x" has no value/],
    [['progress', folder, '--limit', '-1'], 2, /--limit "-1" is no whole number/],
    [['status', 'dynamodb://t/q'], 2, /INVALID_CHECKPOINT_LOCATION/],
    [['status', 'dynamodb://absent/q'], 3, /CHECKPOINT_TABLE_NOT_FOUND/],
    [['ls', 'dynamodb://absent'], 3, /CHECKPOINT_TABLE_NOT_FOUND/],
    [
      ['ls', 'dynamodb://table/query'],
      2,
      /ROOT "dynamodb:\/\/table\/query" is no table.*\n.*millrace status dynamodb:\/\/TABLE\/QUERY/,
    ],
    [
      ['ls', join(folder, 'in')],
      3,
      /CHECKPOINTS_NOT_FOUND.*\/in: no folder in it has a metadata\.json.*\n.*checkpointLocation/,
    ],
    [['ls', join(folder, 'absent')], 3, /CHECKPOINTS_NOT_FOUND.*absent: \/.*\/absent does not exist/],
    [['ls', file], 3, /CHECKPOINTS_NOT_FOUND.*: it is a file, no folder/],
    [['ls', 's3://bucket/checkpoints'], 2, /INVALID_CHECKPOINT_LOCATION.*not in s3:\/\//],
    [['status', 's3://bucket/checkpoints'], 2, /INVALID_CHECKPOINT_LOCATION.*not in s3:\/\//],
    [['status', ''], 2, /LOCATION is empty.*\n.*variable of the shell/],
    [['ls', ''], 2, /ROOT is empty/],
    [['stop', folder], 3, /CHECKPOINT_NOT_FOUND/],
    [['run', join(folder, 'nothing.ts')], 1, /QUERY_FILE_UNREADABLE.*there is no file \/.*nothing\.ts/],
    [['run', folder], 1, /QUERY_FILE_UNREADABLE.*it is a folder/],
    [['explain', join(folder, 'in/0.json')], 1, /QUERY_FILE_UNREADABLE/],
    [['backfill', 'arn:aws:states:eu-west-1:1:stateMachine:m'], 2, /BACKFILL_NAME_MISSING/],
    [['backfill', 'arn:aws:lambda:x', '--name', 'n'], 2, /"arn:aws:lambda:x" is not the ARN of a state machine/],
    [['backfill', MACHINE, '--name', 'a b'], 2, /--name "a b" is not a name of a backfill/],
    [['backfill', MACHINE, '--name', 'n'], 1, /no Step Functions here/],
  ];
  for (const [args, exitCode, err] of cases) {
    const ended = await millrace(args);
    assert.deepEqual([args, ended.exitCode], [args, exitCode]);
    assert.match(ended.err, err);
  }
});

test('what AWS or the way to it refuses says what to do', async () => {
  const cases: readonly (readonly [Error, RegExp])[] = [
    [new Error('Region is missing'), /AWS_CALL_FAILED.*: Region is missing\.\nSet AWS_REGION/],
    [
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' }),
      /\nCheck AWS_ENDPOINT_URL/,
    ],
    [Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' }), /\nSet AWS_PROFILE/],
    [Object.assign(new Error('expired'), { name: 'ExpiredTokenException' }), /\nSet AWS_PROFILE/],
    [new Error('something else'), /^error: something else\n/],
  ];
  for (const [error, err] of cases) {
    const stepFunctions = () => Promise.reject(error);
    const ended = await millrace(['backfill', MACHINE, '--name', 'n'], { stepFunctions });
    assert.equal(ended.exitCode, 1);
    assert.match(ended.err, err);
  }
  const json = await millrace(['ls', '/nowhere', '--json']);
  assert.deepEqual([json.exitCode, JSON.parse(json.err).error.condition], [3, 'CHECKPOINTS_NOT_FOUND']);
});
