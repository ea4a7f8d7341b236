/** Errors of Kinesis that callers tell apart by their name. */
type KinesisErrorName =
  | 'ExpiredIteratorException'
  | 'ExpiredNextTokenException'
  | 'InvalidArgumentException'
  | 'ProvisionedThroughputExceededException'
  | 'ResourceInUseException'
  | 'ResourceNotFoundException'
  | 'ValidationException';

/** An error as the SDK throws it: told apart by `name`. */
export function kinesisError(name: KinesisErrorName, message: string): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { attempts: 1 } });
}
