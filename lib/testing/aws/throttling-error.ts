import type { AwsServices } from '../../connectors/aws/ports.ts';
import { awsError } from './aws-error.ts';

/** What a service answers when it is asked too much. S3 also refuses a conditional write while another one is under way, which asks for the same: try again. */
export function throttlingError(service: keyof AwsServices, input: unknown, part: number): Error {
  if (service !== 's3')
    return awsError('ProvisionedThroughputExceededException', 400, 'Rate exceeded', {
      $retryable: { throttling: true },
    });
  const { IfMatch, IfNoneMatch } = input as { readonly IfMatch?: string; readonly IfNoneMatch?: string };
  const isConditional = IfMatch !== undefined || IfNoneMatch !== undefined;
  if (isConditional && part < 0.5)
    return awsError('ConditionalRequestConflict', 409, 'A conflicting conditional operation is under way: try again.');
  return awsError('SlowDown', 503, 'Please reduce your request rate.', { $retryable: { throttling: true } });
}
