import type { StepFunctionsPort } from '../connectors/aws/step-functions.ts';

/** What a step of a deployed backfill has told; see `StepResult` of lib/lambda. */
export interface BackfillStep {
  readonly batchId: number | null;
  readonly numInputRows: number;
  readonly numOutputRows: number;
  readonly watermark: string | null;
  readonly batchTimeMs: number;
  readonly state: 'running' | 'stopped';
}

/** Steps told by an execution since the last look, in order; each call goes on where the one before ended. */
export function backfillSteps(port: StepFunctionsPort, executionArn: string): () => Promise<readonly BackfillStep[]> {
  let seen = 0;
  let nextToken: string | undefined;
  return async () => {
    const steps: BackfillStep[] = [];
    for (;;) {
      const token = nextToken;
      const page = await port.getExecutionHistory({
        ...{ executionArn, maxResults: 1000, includeExecutionData: true },
        ...(token !== undefined && { nextToken: token }),
      });
      for (const { id = 0, stateExitedEventDetails } of page.events ?? []) {
        if (id <= seen) continue;
        seen = id;
        if (stateExitedEventDetails?.name === 'Step')
          steps.push(JSON.parse(stateExitedEventDetails.output ?? '{}') as BackfillStep);
      }
      // The last page is read again at the next look: it grows.
      if (page.nextToken === undefined) return steps;
      nextToken = page.nextToken;
    }
  };
}
