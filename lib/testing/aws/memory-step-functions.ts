import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { StepFunctionsPort } from '../../connectors/aws/step-functions.ts';
import type { Clock } from '../../util/clock.ts';
import { awsError } from './aws-error.ts';

/** A state machine: each value it yields is the output of a state named `Step` (of `GoOnInAnother` where it has an `ExecutionArn`), the last one that of the execution; what it throws fails it. */
export type MemoryStateMachine = (executionName: string) => AsyncIterable<unknown>;

interface Execution {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly startDate: Date;
  readonly events: HistoryEvent[];
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  stopDate: Date | undefined;
  output: string | undefined;
  cause: string | undefined;
}

const METADATA = { $metadata: {} };

/** Step Functions in memory, with machines by ARN: a name runs once; only one that still runs may be started again, to no effect. */
export function memoryStepFunctions(
  machines: Readonly<Record<string, MemoryStateMachine>>,
  clock: Clock,
): StepFunctionsPort {
  const executions = new Map<string, Execution>();
  const found = (arn: string | undefined): Execution => {
    const execution = executions.get(arn ?? '');
    if (execution === undefined) throw awsError('ExecutionDoesNotExist', 400, `Execution Does Not Exist: '${arn}'`);
    return execution;
  };
  return {
    startExecution: async ({ stateMachineArn = '', name = '' }) => {
      const machine = machines[stateMachineArn];
      if (machine === undefined)
        throw awsError('StateMachineDoesNotExist', 400, `State Machine Does Not Exist: '${stateMachineArn}'`);
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      const before = executions.get(executionArn);
      if (before !== undefined && before.status !== 'RUNNING')
        throw awsError('ExecutionAlreadyExists', 400, `Execution Already Exists: '${executionArn}'`);
      const execution = before ?? newExecution({ executionArn, stateMachineArn, name }, clock);
      executions.set(executionArn, execution);
      if (before === undefined) void run(execution, machine, clock);
      return { ...METADATA, executionArn, startDate: execution.startDate };
    },
    describeExecution: async ({ executionArn }) => {
      const { events: _, ...execution } = found(executionArn);
      return { ...METADATA, ...execution };
    },
    getExecutionHistory: async ({ executionArn, maxResults = 100, nextToken = '0' }) => {
      const { events } = found(executionArn);
      const end = Number(nextToken) + maxResults;
      return {
        ...METADATA,
        events: events.slice(Number(nextToken), end),
        ...(end < events.length && { nextToken: String(end) }),
      };
    },
  };
}

const newExecution = (
  names: Pick<Execution, 'executionArn' | 'stateMachineArn' | 'name'>,
  clock: Clock,
): Execution => ({
  ...names,
  startDate: new Date(clock.now()),
  events: [],
  status: 'RUNNING',
  stopDate: undefined,
  output: undefined,
  cause: undefined,
});

async function run(execution: Execution, machine: MemoryStateMachine, clock: Clock): Promise<void> {
  const { events, name } = execution;
  try {
    for await (const result of machine(name)) {
      execution.output = JSON.stringify(result);
      const state = Object.hasOwn(Object(result), 'ExecutionArn') ? 'GoOnInAnother' : 'Step';
      const stateExitedEventDetails = { name: state, output: execution.output };
      events.push({
        id: events.length + 1,
        type: 'TaskStateExited',
        timestamp: new Date(clock.now()),
        stateExitedEventDetails,
      });
    }
    execution.status = 'SUCCEEDED';
  } catch (error) {
    execution.output = undefined;
    execution.cause = error instanceof Error ? error.message : String(error);
    execution.status = 'FAILED';
  }
  execution.stopDate = new Date(clock.now());
}
