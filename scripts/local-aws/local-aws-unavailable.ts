import type { Unavailable } from '../suites/suite.ts';
import { setUpLocalAws } from './set-up-local-aws.ts';

/** Why nothing can be run against a local AWS now, in the form that `npm test` wants it; installs it first where that is all it takes. */
export const localAwsUnavailable = (): Promise<Unavailable | undefined> => setUpLocalAws();
