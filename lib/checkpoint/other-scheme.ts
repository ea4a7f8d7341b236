import { QueryStartError } from '../errors/index.ts';

/** Refuses a URL as the place of a checkpoint on this machine: taken for a path, it would be a folder named "s3:". */
export function refuseOtherScheme(location: string): void {
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(location) ?? [];
  if (scheme === undefined || scheme.toLowerCase() === 'file') return;
  const why = `checkpoints are kept in a folder of this machine or in DynamoDB, not in ${scheme}://`;
  throw new QueryStartError('INVALID_CHECKPOINT_LOCATION', { location, why });
}
