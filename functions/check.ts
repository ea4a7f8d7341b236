import { checkHandler } from '../lib/lambda/check-handler.ts';

/** Asked by CloudFormation, before any other function gets new code, whether the new query can go on from the live checkpoint. */
export const handler = checkHandler();
