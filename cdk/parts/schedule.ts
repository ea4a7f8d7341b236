import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, type ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';

interface RecurringCallProps {
  readonly description: string;
  readonly schedule: ScheduleExpression;
  /** A function, or a state machine. */
  readonly targetArn: string;
  /** What the target is called by: `lambda:InvokeFunction`. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A schedule that calls one target, and may do nothing else. */
export class RecurringCall extends Construct {
  constructor(scope: Construct, id: string, { description, schedule, targetArn, action, input }: RecurringCallProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: [action], resources: [targetArn] }));
    const call = new CfnSchedule(this, 'Schedule', {
      description,
      scheduleExpression: schedule.expressionString,
      ...(schedule.timeZone !== undefined && { scheduleExpressionTimezone: schedule.timeZone.timezoneName }),
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: targetArn,
        roleArn: role.roleArn,
        input: JSON.stringify(input),
        // The next call does what one that failed has left.
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      },
    });
    call.node.addDependency(role);
  }
}
