import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { clicks, spawnMillrace } from '../../lib/cli/cli.fixture.ts';
import { stepFunctionsClient } from '../../lib/connectors/aws/step-functions.ts';
import { checkpointTable } from '../../lib/testing/aws/checkpoint-table.ts';
import { createTable } from '../../lib/testing/aws/create-table.ts';
import { stepFunctionsContract } from '../../lib/testing/aws/step-functions-contract.ts';

/** A machine of one state. */
async function newMachine(): Promise<string> {
  const definition = { StartAt: 'Step', States: { Step: { Type: 'Pass', Result: { done: true }, End: true } } };
  const { stateMachineArn = '' } = await new SFNClient().send(
    new CreateStateMachineCommand({
      name: `backfill-${randomUUID()}`,
      roleArn: 'arn:aws:iam::000000000000:role/machine',
      definition: JSON.stringify(definition),
    }),
  );
  return stateMachineArn;
}

stepFunctionsContract('Step Functions of the local AWS', async () => ({
  port: await stepFunctionsClient(),
  machineArn: await newMachine(),
}));

test('the program works on checkpoints in the local AWS', async (t) => {
  const table = `cli-${randomUUID()}`;
  await createTable(checkpointTable(table));
  const { file } = await clicks(t);
  const location = `dynamodb://${table}/clicks`;
  const run = () => spawnMillrace(['run', file, '--checkpoint', location]).ended;
  const millrace = (...args: string[]) => spawnMillrace(args).ended;
  const ran = await run();
  assert.match(ran.err, /clicks: Done \(3 batches, 8 rows in\)/);
  const listed = await millrace('ls', `dynamodb://${table}`, '--json');
  const { name, batchId, state } = JSON.parse(listed.out);
  assert.deepEqual([name, batchId, state], ['clicks', 2, 'started']);
  assert.match((await millrace('checkpoint', 'verify', location)).out, /^Whole after batch 2: .*state_0 has 4 rows/);
  const rows = await millrace(
    'state',
    location,
    'SELECT count(*) AS n FROM stateStoreSave_0',
    '--batch',
    '1',
    '--json',
  );
  assert.deepEqual(JSON.parse(rows.out), { n: 8 });
  assert.equal((await millrace('stop', location, '--reason', 'deploying')).exitCode, 0);
  const refused = await run();
  assert.deepEqual([refused.exitCode, /STOPPED_QUERY_NOT_STARTED.*deploying/.test(refused.err)], [1, true]);
  assert.equal((await millrace('start', location)).exitCode, 0);
  assert.equal((await run()).exitCode, 0);
});

test('the program starts a backfill at the local AWS once under its name', async () => {
  const arn = await newMachine();
  const backfill = () => spawnMillrace(['backfill', arn, '--name', 'all', '--watch', '--json']).ended;
  const first = await backfill();
  assert.equal(first.exitCode, 0, first.err);
  assert.equal(JSON.parse(first.out.trim().split('\n').at(-1) ?? '').status, 'SUCCEEDED');
  assert.match((await backfill()).err, /has run already: SUCCEEDED/);
});
