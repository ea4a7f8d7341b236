import { App, Validations } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ExampleStack } from './example/example-stack.ts';

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
const architecture =
  app.node.tryGetContext('millrace:architecture') === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
new ExampleStack(app, 'MillraceExample', {
  description: 'Streaming queries on Lambda, by Millrace',
  architecture,
  ...(account !== undefined && region !== undefined && { env: { account, region } }),
});
