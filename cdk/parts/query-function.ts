import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Architecture, type Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

interface QueryFunctionProps {
  readonly code: Code;
  /** File of `functions/`, without its ending. */
  readonly handler: string;
  readonly description: string;
  readonly architecture: Architecture;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly ephemeralStorageSize?: Size | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly tracing: boolean;
}

/** One handler of the query as a function, with a role and a log group of its own: it may do only what is granted to it. */
export class QueryFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: IRole;

  constructor(scope: Construct, id: string, props: QueryFunctionProps) {
    super(scope, id);
    const { handler, logRetention, removalPolicy, tracing, environment, ephemeralStorageSize, ...settings } = props;
    const logGroup = new LogGroup(this, 'Logs', { retention: logRetention, removalPolicy });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    this.function = new LambdaFunction(this, 'Function', {
      ...settings,
      ...(ephemeralStorageSize !== undefined && { ephemeralStorageSize }),
      handler: `${handler}.handler`,
      runtime: Runtime.NODEJS_24_X,
      role: this.role,
      logGroup,
      environment: { ...environment },
      tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
    });
  }
}
