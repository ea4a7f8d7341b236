import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StepFunctionsPort } from '../../connectors/aws/step-functions.ts';

/** A Step Functions with a machine of one state named `Step`, whose output is `{ "done": true }`. */
interface StepFunctionsFixture {
  readonly port: StepFunctionsPort;
  readonly machineArn: string;
}

/** What backfills rely on; run by the service in memory and by the local AWS. */
export function stepFunctionsContract(name: string, open: () => Promise<StepFunctionsFixture>): void {
  test(`${name}: an execution runs once under its name, and tells its steps`, async () => {
    const { port, machineArn } = await open();
    const start = { stateMachineArn: machineArn, name: `run-${randomUUID()}`, input: '{}' };
    const { executionArn } = await port.startExecution(start);
    assert.equal(executionArn, `${machineArn.replace(':stateMachine:', ':execution:')}:${start.name}`);
    let execution = await port.describeExecution({ executionArn });
    for (let i = 0; execution.status === 'RUNNING' && i < 200; i++) {
      await sleep(50);
      execution = await port.describeExecution({ executionArn });
    }
    assert.deepEqual([execution.status, JSON.parse(execution.output ?? '')], ['SUCCEEDED', { done: true }]);
    assert.ok(execution.startDate instanceof Date && execution.stopDate instanceof Date);
    const { events = [] } = await port.getExecutionHistory({
      executionArn,
      maxResults: 1000,
      includeExecutionData: true,
    });
    const exited = events.flatMap(({ stateExitedEventDetails }) => stateExitedEventDetails ?? []);
    assert.deepEqual(
      exited.map(({ name: state, output }) => [state, JSON.parse(output ?? '')]),
      [['Step', { done: true }]],
    );
    await assert.rejects(port.startExecution(start), { name: 'ExecutionAlreadyExists' });
  });

  test(`${name}: what is not there is told by name`, async () => {
    const { port, machineArn } = await open();
    const absent = `${machineArn}-absent`;
    await assert.rejects(port.startExecution({ stateMachineArn: absent, name: 'x', input: '{}' }), {
      name: 'StateMachineDoesNotExist',
    });
    const executionArn = `${machineArn.replace(':stateMachine:', ':execution:')}:absent`;
    await assert.rejects(port.describeExecution({ executionArn }), { name: 'ExecutionDoesNotExist' });
  });
}
