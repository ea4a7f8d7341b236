import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { DirectoryCheckpointStore } from '../checkpoint/index.ts';
import type { CheckpointMetadata } from '../contracts/checkpoint-store.ts';
import { count, defineQuery, sum, window } from '../index.ts';
import { checkHandler } from './check-handler.ts';
import { checkCheckpoint } from './checkpoint-check.ts';
import { createManifest } from './create-manifest.ts';
import { answerCloudFormation } from './custom-resource.ts';
import type { QueryManifest } from './read-manifest.ts';

const input = mkdtempSync(join(tmpdir(), 'millrace-check-'));
after(() => rmSync(input, { recursive: true, force: true }));
const LOCATION = 'dynamodb://checkpoints/clicks-2?spill=b/clicks-2';

interface Variant {
  readonly length?: string;
  readonly filter?: string;
  readonly aggregate?: 'count' | 'sum';
  readonly path?: string;
  readonly conf?: Readonly<Record<string, string>>;
}

const manifestOf = ({
  length = '5 minutes',
  filter = 'n > 0',
  aggregate = 'count',
  path = '/out',
  conf = {},
}: Variant) =>
  createManifest(
    defineQuery('clicks', (session) =>
      session.readStream
        .schema('n INT, t TIMESTAMP')
        .json(input)
        .filter(filter)
        .withWatermark('t', '1 minute')
        .groupBy(window('t', length))
        .agg((aggregate === 'count' ? count('*') : sum('n')).as('x'))
        .writeStream.format('parquet')
        .option('path', path),
    ),
    { conf },
  );

const metadataOf = ({ fingerprint, plan, outputMode, operators, conf }: QueryManifest): CheckpointMetadata => ({
  formatVersion: 1,
  queryId: 'q',
  fingerprint,
  plan,
  outputMode,
  operators,
  conf,
});

/** What is put to the URL that the work is given. */
async function answerTo(work: (url: string) => Promise<void>) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.close();
  }
  return JSON.parse(bodies.join(''));
}

describe('before a query is deployed onto a live checkpoint', async () => {
  const live = metadataOf(await manifestOf({}));

  test('a checkpoint that is not there, and one of the same query, suit', async () => {
    assert.deepEqual(checkCheckpoint(await manifestOf({}), undefined, LOCATION), { accepted: [] });
    assert.deepEqual(checkCheckpoint(await manifestOf({}), live, LOCATION), { accepted: [] });
  });

  test('another filter and another path are taken over and told', async () => {
    const { accepted } = checkCheckpoint(await manifestOf({ filter: 'n > 1', path: '/elsewhere' }), live, LOCATION);
    assert.deepEqual(accepted, ['filters was [(n > 0); (t IS NOT NULL)] and would be [(n > 1); (t IS NOT NULL)]']);
  });

  test('another window is refused: what changed, and the choices', async () => {
    const changed = await manifestOf({ length: '10 minutes' });
    assert.throws(
      () => checkCheckpoint(changed, live, LOCATION),
      (error: Error) => {
        assert.match(error.message, /^\[DEPLOYMENT_INCOMPATIBLE\] .*dynamodb:\/\/checkpoints\/clicks-2/);
        assert.match(error.message, /time windows was \[window\(5 minutes\)\] and would be \[window\(10 minutes\)\]/);
        assert.match(error.message, /checkpointName: "clicks-3"/);
        assert.match(error.message, /allowIncompatibleChanges/);
        return true;
      },
    );
  });

  test('another window is taken over where that is accepted by name', async () => {
    const conf = { 'spark.millrace.allowIncompatibleChanges': 'window' };
    const { accepted } = checkCheckpoint(await manifestOf({ length: '10 minutes', conf }), live, LOCATION);
    assert.equal(accepted.length, 1);
  });

  test('other aggregates do not fit the state', async () => {
    const changed = await manifestOf({ aggregate: 'sum' });
    assert.throws(() => checkCheckpoint(changed, live, LOCATION), { message: /aggregates of operator 0/ });
  });

  test('state in another form is refused though the query is the same', async () => {
    const [operator] = live.operators;
    assert.ok(operator);
    const other = { ...live, operators: [{ ...operator, operatorName: 'dedupe' }] };
    const manifest = await manifestOf({});
    assert.throws(() => checkCheckpoint(manifest, other, LOCATION), { condition: 'DEPLOYMENT_INCOMPATIBLE' });
  });
});

describe('the answer to CloudFormation', () => {
  const answered = (work: () => Promise<void>) =>
    answerTo((ResponseURL) =>
      answerCloudFormation(
        {
          RequestType: 'Create',
          ResponseURL,
          StackId: 's',
          RequestId: 'r',
          LogicalResourceId: 'l',
          ResourceProperties: {},
        },
        work,
      ),
    );

  test('is success where the work was done', async () => {
    const answer = await answered(async () => undefined);
    assert.deepEqual(answer, {
      Status: 'SUCCESS',
      StackId: 's',
      RequestId: 'r',
      LogicalResourceId: 'l',
      PhysicalResourceId: 'l',
    });
  });

  test('is the reason where it failed', async (t) => {
    t.mock.method(console, 'error', () => undefined);
    const answer = await answered(async () => {
      throw new Error('too bad '.repeat(1000));
    });
    assert.equal(answer.Status, 'FAILED');
    assert.equal(answer.Reason.length, 2000);
  });
});

describe('the function behind the check', async () => {
  const manifest = await manifestOf({ length: '10 minutes' });
  const folder = mkdtempSync(join(tmpdir(), 'millrace-check-handler-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'm.json'), JSON.stringify(manifest));
  const location = join(folder, 'checkpoint');
  const environment = {
    LAMBDA_TASK_ROOT: folder,
    MILLRACE_MANIFEST: 'm.json',
    MILLRACE_MANIFEST_HASH: 'new',
    MILLRACE_CHECKPOINT: location,
  };
  const ask = (RequestType: 'Create' | 'Update' | 'Delete', hash: string) =>
    answerTo((ResponseURL) =>
      checkHandler({ environment })({
        RequestType,
        ResponseURL,
        StackId: 's',
        RequestId: 'r',
        LogicalResourceId: 'l',
        ResourceProperties: { Manifest: hash },
      }),
    );

  test('lets a new query, a way back and a deletion pass, and refuses what the checkpoint does not suit', async (t) => {
    t.mock.method(console, 'error', () => undefined);
    t.mock.method(console, 'log', () => undefined);
    assert.equal((await ask('Create', 'new')).Status, 'SUCCESS');
    const store = DirectoryCheckpointStore.open(location);
    await store.createMetadata(metadataOf(await manifestOf({})));
    await store.close();
    const refused = await ask('Update', 'new');
    assert.equal(refused.Status, 'FAILED');
    assert.match(refused.Reason, /DEPLOYMENT_INCOMPATIBLE/);
    assert.equal((await ask('Update', 'old')).Status, 'SUCCESS');
    assert.equal((await ask('Delete', 'new')).Status, 'SUCCESS');
  });
});
