import type {
  DescribeExecutionCommandInput,
  DescribeExecutionCommandOutput,
  GetExecutionHistoryCommandInput,
  GetExecutionHistoryCommandOutput,
  StartExecutionCommandInput,
  StartExecutionCommandOutput,
} from '@aws-sdk/client-sfn';
import { type AwsClientOptions, clientSettings } from './clients.ts';

/** The operations of Step Functions by which a backfill is started and watched; errors are told apart by `error.name`. */
export interface StepFunctionsPort {
  startExecution(input: StartExecutionCommandInput): Promise<StartExecutionCommandOutput>;
  describeExecution(input: DescribeExecutionCommandInput): Promise<DescribeExecutionCommandOutput>;
  getExecutionHistory(input: GetExecutionHistoryCommandInput): Promise<GetExecutionHistoryCommandOutput>;
}

/** The real service; its SDK client is loaded here. */
export async function stepFunctionsClient(options: AwsClientOptions = {}): Promise<StepFunctionsPort> {
  const sdk = await import('@aws-sdk/client-sfn');
  const client = new sdk.SFNClient(clientSettings(options));
  return {
    startExecution: (input) => client.send(new sdk.StartExecutionCommand(input)),
    describeExecution: (input) => client.send(new sdk.DescribeExecutionCommand(input)),
    getExecutionHistory: (input) => client.send(new sdk.GetExecutionHistoryCommand(input)),
  };
}
