import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const REASON =
  'The policy names a folder of the query in one bucket; S3 has no other way to name the objects that are yet to come.';

/** Says to cdk-nag, by the very finding, why a policy of the construct ends in a star. */
export function acknowledgeFolder(construct: IConstruct, resource: string): void {
  const finding = `AwsSolutions-IAM5[Resource::${flat(Stack.of(construct).resolve(resource))}]`;
  Validations.of(construct).acknowledge({ id: finding, reason: REASON });
}

/** A template's text as cdk-nag writes it: `arn:<AWS::Partition>:s3:::<Output>/clicks/*`. */
function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref') return `<${argument}>`;
  if (name === 'Fn::GetAtt') return `<${(argument as readonly string[]).join('.')}>`;
  if (name !== 'Fn::Join') return JSON.stringify(value);
  const [separator, parts] = argument as readonly [string, readonly unknown[]];
  return parts.map(flat).join(separator);
}
