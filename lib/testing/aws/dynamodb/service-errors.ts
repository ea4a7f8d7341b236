import { awsError } from '../aws-error.ts';

/** DynamoDB's refusal of a request that is wrong in itself. */
export const validationError = (message: string): Error => awsError('ValidationException', 400, message);
