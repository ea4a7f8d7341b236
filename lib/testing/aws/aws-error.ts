/** An error as the SDK throws it: told apart by its `name`. Further fields (a cancelled transaction's reasons, a failed condition's item) come with `fields`. */
export function awsError(name: string, httpStatusCode: number, message: string, fields: object = {}): Error {
  const error = new Error(message);
  return Object.assign(error, {
    name,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode },
    ...fields,
  });
}
