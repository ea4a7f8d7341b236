/** What stands for the function's ARN in the definition. */
export const STEP_FUNCTION = 'StepFunctionArn';

/** An execution has room for 25,000 events of history, and a step takes seven: after so many steps another execution goes on. */
const STEPS_PER_EXECUTION = 3000;

/**
 * Steps until nothing is left: each is one micro-batch, and the checkpoint is what carries over. Errors of Lambda itself and lost races are tried again at random
 * times, so that many backfills do not come back all at once.
 */
export const backfillDefinition = () => ({
  Comment: 'Runs a query batch by batch until everything that its sources have is processed.',
  QueryLanguage: 'JSONata',
  StartAt: 'Begin',
  States: {
    Begin: {
      Type: 'Pass',
      Assign: { steps: 0, part: '{% $exists($states.input.part) ? $states.input.part : 1 %}' },
      Next: 'Step',
    },
    Step: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: {
        FunctionName: `\${${STEP_FUNCTION}}`,
        Payload: { backfill: '{% $states.context.Execution.Name %}' },
      },
      Output: '{% $states.result.Payload %}',
      Assign: { steps: '{% $steps + 1 %}' },
      Retry: [
        {
          ErrorEquals: [
            'Lambda.ClientExecutionTimeoutException',
            'Lambda.ServiceException',
            'Lambda.AWSLambdaException',
            'Lambda.SdkClientException',
            'Lambda.TooManyRequestsException',
          ],
          IntervalSeconds: 1,
          BackoffRate: 2,
          MaxDelaySeconds: 60,
          MaxAttempts: 10,
          JitterStrategy: 'FULL',
        },
        {
          ErrorEquals: ['States.TaskFailed', 'States.Timeout'],
          IntervalSeconds: 2,
          BackoffRate: 2,
          MaxDelaySeconds: 60,
          MaxAttempts: 4,
          JitterStrategy: 'FULL',
        },
      ],
      Next: 'IsDone',
    },
    IsDone: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.done = true %}', Next: 'Done' },
        { Condition: `{% $steps >= ${STEPS_PER_EXECUTION} %}`, Next: 'GoOnInAnother' },
      ],
      Default: 'Step',
    },
    GoOnInAnother: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution',
      Arguments: {
        StateMachineArn: '{% $states.context.StateMachine.Id %}',
        Name: "{% $replace($states.context.Execution.Name, /-part-[0-9]+$/, '') & '-part-' & $string($part + 1) %}",
        Input: { part: '{% $part + 1 %}' },
      },
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
});
