/** What CloudFormation sends to the function behind a custom resource. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, string>>;
}

/** CloudFormation takes 4 KB of an answer. */
const MAX_REASON = 2000;

/** Does the work and tells CloudFormation how it went; a failure is an answer too, or the deployment would wait for an hour. */
export async function answerCloudFormation(event: CustomResourceEvent, work: () => Promise<void>): Promise<void> {
  let reason: string | undefined;
  try {
    await work();
  } catch (error) {
    console.error(error);
    reason = error instanceof Error ? error.message : String(error);
  }
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = LogicalResourceId } = event;
  const answer = {
    Status: reason === undefined ? 'SUCCESS' : 'FAILED',
    ...(reason !== undefined && { Reason: reason.slice(0, MAX_REASON) }),
    StackId,
    RequestId,
    LogicalResourceId,
    PhysicalResourceId,
  };
  // An empty content type: the URL is signed without one.
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    headers: { 'content-type': '' },
    body: JSON.stringify(answer),
  });
  if (!response.ok)
    throw new Error(`CloudFormation did not take the answer: ${response.status} ${await response.text()}`);
}
