import { Validations } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { backfillDefinition, STEP_FUNCTION } from './backfill-definition.ts';

/** A state machine that steps through everything a query has not processed. AWS runs an execution name once in 90 days: the name is the backfill. */
export class BackfillMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, step: IFunction) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [step.functionArn] }));
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(JSON.stringify(backfillDefinition())),
      definitionSubstitutions: { [STEP_FUNCTION]: step.functionArn },
      role,
    });
    // Apart from the role's own policy, which the machine waits for: this one waits for the machine.
    const goOn = new Policy(this, 'GoOn', { roles: [role] });
    goOn.addStatements(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.machine.stateMachineArn] }),
    );
    const { history, traces } = ACKNOWLEDGED;
    Validations.of(this.machine).acknowledge({ id: 'AwsSolutions-SF1', reason: history });
    Validations.of(this.machine).acknowledge({ id: 'AwsSolutions-SF2', reason: traces });
  }

  /** Lets somebody start backfills. */
  grantStart(grantee: IGrantable): void {
    this.machine.grantStartExecution(grantee);
  }
}

const ACKNOWLEDGED = {
  history:
    'Step Functions keeps the history of an execution for 90 days, and the step logs every batch; delivery to CloudWatch would need permissions on all resources.',
  traces: 'X-Ray knows no resources: its permission would have to name all of them.',
};
