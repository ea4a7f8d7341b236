import { startLocalAws } from '../local-aws/start-local-aws.ts';
import { runNodeTests } from './node-tests.ts';
import type { SuiteOptions, SuiteResult } from './suite.ts';

/** Runs files of `node:test` with one local AWS for all of them; its address is in their environment (MILLRACE_LOCAL_AWS, AWS_ENDPOINT_URL and test credentials). */
export async function runLocalAwsTests(files: readonly string[], options: SuiteOptions): Promise<SuiteResult> {
  const aws = await startLocalAws();
  try {
    return await runNodeTests(files, options, aws.env);
  } finally {
    await aws.stop();
  }
}
