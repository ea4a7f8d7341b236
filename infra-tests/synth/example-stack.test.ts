import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ExampleStack } from '../../cdk/example/example-stack.ts';

const SNAPSHOT = join(import.meta.dirname, 'example-stack.template.json');
/** Hashes of code and plans change with every line of the library; the test of the bundle is elsewhere. */
const HASH = /[0-9a-f]{64}/g;

function stackIn(app: App): ExampleStack {
  return new ExampleStack(app, 'MillraceExample', {
    architecture: Architecture.X86_64,
    env: { account: '111122223333', region: 'eu-central-1' },
  });
}

// Without the bundles: what is deployed is looked at here, not what it is made of.
const newApp = (context: Readonly<Record<string, unknown>> = {}) =>
  new App({ analyticsReporting: false, context: { 'aws:cdk:bundling-stacks': [], ...context } });

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

describe('the example stack', () => {
  const template = Template.fromStack(stackIn(newApp()));
  const text = JSON.stringify(template.toJSON(), undefined, 2).replace(HASH, '<hash>');

  test('is as it was: after a wanted change, UPDATE_SNAPSHOTS=1 npm test -- example-stack', () => {
    if (process.env['UPDATE_SNAPSHOTS'] === '1') writeFileSync(SNAPSHOT, `${text}\n`);
    assert.ok(existsSync(SNAPSHOT), `${SNAPSHOT} is missing`);
    assert.deepEqual(JSON.parse(text), JSON.parse(readFileSync(SNAPSHOT, 'utf8')));
  });

  test('has nothing that cdk-nag finds, and says why where it does otherwise', () => {
    const app = newApp();
    const nag = new AwsSolutionsChecks(app);
    Validations.of(app).addPlugins(nag);
    stackIn(app);
    app.synth();
  });

  test('lets no function do everything, or reach everything', () => {
    const policies = template.findResources('AWS::IAM::Policy');
    const statements = Object.values(policies).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement as readonly Statement[],
    );
    assert.ok(statements.length > 40);
    for (const { Effect, Action, Resource } of statements) {
      assert.equal(Effect, 'Allow');
      for (const action of [Action].flat()) assert.doesNotMatch(action, /\*/);
      for (const resource of [Resource].flat()) assert.notEqual(resource, '*');
    }
    assert.deepEqual(
      Object.values(template.findResources('AWS::IAM::Role')).flatMap(
        ({ Properties }) => Properties.ManagedPolicyArns ?? [],
      ),
      [],
    );
  });

  test('keeps what cannot be made again, and on a local AWS nothing', () => {
    const kept = (found: Template) =>
      Object.values(found.toJSON().Resources as Record<string, { Type: string; DeletionPolicy?: string }>)
        .filter(({ DeletionPolicy }) => DeletionPolicy !== undefined && DeletionPolicy !== 'Delete')
        .map(({ Type }) => Type);
    assert.deepEqual([...new Set(kept(template))].sort(), [
      'AWS::DynamoDB::GlobalTable',
      'AWS::Kinesis::Stream',
      'AWS::Logs::LogGroup',
      'AWS::S3::Bucket',
    ]);
    assert.deepEqual(kept(Template.fromStack(stackIn(newApp({ 'millrace:removalPolicy': 'destroy' })))), []);
  });
});
