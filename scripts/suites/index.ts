import { sparkUnavailable } from '../../conformance/spark.ts';
import { kafkaUnavailable } from '../kafka/kafka-unavailable.ts';
import { localAwsUnavailable } from '../local-aws/local-aws-unavailable.ts';
import { projectFiles } from '../project.ts';
import { runLocalAwsTests } from './local-aws-tests.ts';
import { runNodeTests } from './node-tests.ts';
import type { Suite } from './suite.ts';
import { runTypeTests } from './type-tests.ts';

/** Endings of test files that make a suite of their own; every other `*.test.ts` is a unit test. */
const SPECIAL = ['property', 'golden', 'crash', 'campaign', 'aws'] as const;
const CODE = 'lib,scripts,bench,functions,cdk,localstack';

const special = (ending: Exclude<(typeof SPECIAL)[number], 'aws'>): Suite => ({
  name: ending,
  files: () => projectFiles([`{${CODE},conformance}/**/*.${ending}.test.ts`]),
  run: runNodeTests,
});

const folder = (name: string, pattern: string): Suite => ({
  name,
  files: () => projectFiles([pattern]),
  run: runNodeTests,
});

/** Every suite of `npm test`, fastest first. */
export const suites: readonly Suite[] = [
  { name: 'types', files: () => projectFiles(['{lib,examples}/**/*.test-d.ts']), run: runTypeTests },
  {
    name: 'unit',
    files: () =>
      projectFiles(
        [`{${CODE}}/**/*.test.ts`],
        SPECIAL.map((ending) => `**/*.${ending}.test.ts`),
      ),
    run: runNodeTests,
  },
  special('property'),
  special('golden'),
  folder('conformance', 'conformance/{conformance,other-ways}.test.ts'),
  special('crash'),
  special('campaign'),
  {
    name: 'examples',
    files: () => projectFiles(['examples/**/*.test.ts'], ['**/*.spark.test.ts']),
    run: runNodeTests,
  },
  folder('synth', 'infra-tests/synth/**/*.test.ts'),
  folder('package', 'infra-tests/package.test.ts'),
  {
    name: 'aws',
    files: () => projectFiles(['infra-tests/**/*.aws.test.ts']),
    unavailable: localAwsUnavailable,
    run: runLocalAwsTests,
  },
  { ...folder('kafka', 'infra-tests/**/*.kafka.test.ts'), unavailable: kafkaUnavailable },
  {
    ...folder('spark', '{conformance/{recorder,printed}.test.ts,examples/**/*.spark.test.ts}'),
    unavailable: sparkUnavailable,
  },
];
