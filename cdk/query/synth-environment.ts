import { Token } from 'aws-cdk-lib';
import { standIn } from '../../lib/lambda/environment-names.ts';

/** The environment in which the query is built: values that CloudFormation has yet to make are stood in for. */
export const synthEnvironment = (environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, Token.isUnresolved(value) ? standIn(name) : value]),
  );
