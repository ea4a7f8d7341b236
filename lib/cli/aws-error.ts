import { ConnectorError, MillraceError } from '../errors/index.ts';

const CREDENTIALS =
  'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in: aws sso login. `aws sts get-caller-identity` tells who you are.';
const NETWORK = 'Check AWS_ENDPOINT_URL (unset it for AWS itself), AWS_REGION, and the network between here and there.';

/** What to do, by the name or code of the error; what a service refuses says itself what is wrong. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/^Region is missing/, 'Set AWS_REGION: AWS_REGION=eu-west-1 millrace …'],
  [
    /CredentialsProviderError|ExpiredToken|UnrecognizedClient|InvalidSignature|InvalidClientTokenId|InvalidAccessKeyId/,
    CREDENTIALS,
  ],
  [/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|TimeoutError/, NETWORK],
  [/AccessDenied/, 'Let the user or role do that, or take another with AWS_PROFILE.'],
];

/** An error of the AWS SDK as one with a remedy; others as they are. */
export function withAwsRemedy(error: unknown): unknown {
  if (error instanceof MillraceError || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const remedy = [error.name, code, error.message].flatMap((text) =>
    REMEDIES.filter(([pattern]) => pattern.test(text)).map(([, found]) => found),
  )[0];
  if (remedy === undefined) return error;
  const why = error.message === '' ? code || error.name : error.message;
  return new ConnectorError('AWS_CALL_FAILED', { why: /[.!]$/.test(why) ? why : `${why}.`, remedy }, { cause: error });
}
