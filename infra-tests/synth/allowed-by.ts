import type { Template } from 'aws-cdk-lib/assertions';
import type { NeededPermission } from './recorded-aws.ts';

/** One action on one resource that a policy allows; a star in the resource stands for anything. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  /** What a listing must begin with, where that is said. */
  readonly prefixes?: readonly string[] | undefined;
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: { readonly StringLikeIfExists?: { readonly 's3:prefix'?: string | readonly string[] } };
}

/** What a role may do, by a part of its logical id. Resources of the stack itself show as the names of their references. */
export function permissionsOf(template: Template, role: string): readonly Permission[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
    JSON.stringify(Properties.Roles).includes(role),
  );
  const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement as readonly Statement[]);
  return statements.flatMap(({ Action, Resource, Condition }) =>
    [Action]
      .flat()
      .flatMap((action) =>
        [Resource].flat().map((resource) => ({ action, resource: flat(resource), prefixes: prefixesOf(Condition) })),
      ),
  );
}

/** Whether a permission covers a call. A call that tells no resource is covered by its action. */
export const covers = (permission: Permission, { action, resource, prefix }: NeededPermission): boolean =>
  permission.action === action &&
  (resource === '' || pattern(permission.resource).test(resource)) &&
  (prefix === undefined || permission.prefixes?.some((allowed) => pattern(allowed).test(prefix)) !== false);

function prefixesOf(condition: Statement['Condition']): readonly string[] | undefined {
  const prefixes = condition?.StringLikeIfExists?.['s3:prefix'];
  return prefixes === undefined ? undefined : [prefixes].flat();
}

const pattern = (resource: string): RegExp =>
  new RegExp(
    `^${resource
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );

function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref') return argument === 'AWS::Partition' ? 'aws' : `<${argument}>`;
  if (name === 'Fn::GetAtt') return `<${(argument as readonly string[]).join('.')}>`;
  if (name !== 'Fn::Join') return JSON.stringify(value);
  const [separator, parts] = argument as readonly [string, readonly unknown[]];
  return parts.map(flat).join(separator);
}
