import { SystemClock } from '../../util/clock.ts';
import { memoryStepFunctions } from './memory-step-functions.ts';
import { stepFunctionsContract } from './step-functions-contract.ts';

const machineArn = 'arn:aws:states:eu-west-1:000000000000:stateMachine:backfill';

stepFunctionsContract('Step Functions in memory', async () => ({
  machineArn,
  port: memoryStepFunctions(
    {
      [machineArn]: async function* () {
        yield { done: true };
      },
    },
    new SystemClock(),
  ),
}));
