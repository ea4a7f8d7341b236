import { CustomResource } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { QueryFunction } from './query-function.ts';

interface CheckpointCheckProps {
  readonly function: QueryFunction;
  readonly query: string;
  readonly manifestHash: string;
  readonly tableArn: string;
  readonly checkpointName: string;
}

/** What the check reads: the checkpoint's metadata. */
export const CHECK_ACTIONS = ['dynamodb:GetItem', 'dynamodb:Query'];

/**
 * Fails the deployment where the new query cannot go on from the live checkpoint. What runs batches must depend on it: then the old code stays in place until the
 * check has passed, and after it has failed.
 */
export class CheckpointCheck extends Construct {
  constructor(scope: Construct, id: string, props: CheckpointCheckProps) {
    super(scope, id);
    const { function: check, query, manifestHash, tableArn, checkpointName } = props;
    check.role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: CHECK_ACTIONS,
        resources: [tableArn],
        conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [checkpointName] } },
      }),
    );
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::MillraceCheckpointCheck',
      serviceToken: check.function.functionArn,
      properties: {
        Query: query,
        Checkpoint: checkpointName,
        // Whatever changes the query makes CloudFormation call the check again.
        Manifest: manifestHash,
      },
    });
    resource.node.addDependency(check);
  }
}
