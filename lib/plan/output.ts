import { AnalysisError } from '../errors/index.ts';
import { type AttributeMetadata, type AttributeReference, attributeReference, type Expr } from '../expression/expr.ts';
import { isNullable, typeOf } from '../expression/type-of.ts';
import { type StructType, structField, structType } from '../types/data-type.ts';
import type {
  Aggregate,
  EventTimeWatermark,
  Generate,
  Join,
  JoinType,
  LogicalPlan,
  Project,
  SubqueryAlias,
} from './logical-plan.ts';
import { exists } from './traverse.ts';

type Attributes = readonly AttributeReference[];

/** The columns of a resolved plan, in order. */
export function outputOf(plan: LogicalPlan): Attributes {
  switch (plan.kind) {
    case 'UnresolvedRelation':
      throw new AnalysisError('TABLE_OR_VIEW_NOT_FOUND', {
        relationName: plan.nameParts.map((part) => `\`${part}\``).join('.'),
      });
    case 'StreamingRelation':
    case 'StaticRelation':
    case 'LocalRelation':
    case 'Expand':
    case 'Union':
      return plan.output;
    case 'SubqueryAlias':
      return aliasedOutput(plan);
    case 'Project':
    case 'Aggregate':
      return namedOutput(plan);
    case 'Generate':
      return [...outputOf(plan.child), ...generatedOutput(plan)];
    case 'Join':
      return joinOutput(plan);
    case 'EventTimeWatermark':
      return watermarkedOutput(plan);
    default:
      return outputOf(plan.child);
  }
}

/** The schema of a resolved plan's rows. */
export const schemaOf = (plan: LogicalPlan): StructType =>
  structType(outputOf(plan).map(({ name, dataType, nullable }) => structField(name, dataType, nullable)));

/** Whether any input of the plan is unbounded. */
export const isStreaming = (plan: LogicalPlan): boolean => exists(plan, (node) => node.kind === 'StreamingRelation');

/** The column that one expression of a resolved select list makes; undefined where it has no name or no id. */
export function attributeOf(expr: Expr): AttributeReference | undefined {
  if (expr.kind === 'AttributeReference') return expr;
  if (expr.kind !== 'Alias' || expr.exprId === undefined) return undefined;
  return attributeReference({
    name: expr.name,
    exprId: expr.exprId,
    dataType: typeOf(expr.child),
    nullable: isNullable(expr.child),
    metadata: { ...metadataOf(expr.child), ...expr.metadata },
  });
}

function metadataOf(expr: Expr): AttributeMetadata {
  if (expr.kind === 'AttributeReference') return expr.metadata;
  return expr.kind === 'Alias' ? { ...metadataOf(expr.child), ...expr.metadata } : {};
}

function namedOutput(plan: Project | Aggregate): Attributes {
  const list = plan.kind === 'Project' ? plan.projectList : plan.aggregateExprs;
  return list.map((expr) => {
    const attribute = attributeOf(expr);
    if (attribute !== undefined) return attribute;
    throw new AnalysisError('INTERNAL_ERROR', {
      message: `The ${plan.kind} holds an unresolved or unnamed expression of kind ${expr.kind}; analyse the plan before asking for its output.`,
    });
  });
}

const aliasedOutput = (plan: SubqueryAlias): Attributes =>
  outputOf(plan.child).map((attribute, i) =>
    attributeReference({ ...attribute, name: plan.columnNames[i] ?? attribute.name, qualifier: [plan.name] }),
  );

const generatedOutput = (plan: Generate): Attributes =>
  plan.output.map((attribute) =>
    attributeReference({
      ...attribute,
      nullable: plan.outer || attribute.nullable,
      qualifier: plan.qualifier === undefined ? attribute.qualifier : [plan.qualifier],
    }),
  );

const asIs = (attributes: Attributes): Attributes => attributes;
const nullable = (attributes: Attributes): Attributes =>
  attributes.map((attribute) =>
    attribute.nullable ? attribute : attributeReference({ ...attribute, nullable: true }),
  );
const none = (): Attributes => [];

/** What becomes of the columns of the left and of the right side. */
const JOIN_SIDES: Record<JoinType, readonly [typeof asIs, typeof asIs]> = {
  inner: [asIs, asIs],
  cross: [asIs, asIs],
  leftOuter: [asIs, nullable],
  rightOuter: [nullable, asIs],
  fullOuter: [nullable, nullable],
  leftSemi: [asIs, none],
  leftAnti: [asIs, none],
};

function joinOutput(plan: Join): Attributes {
  const [left, right] = JOIN_SIDES[plan.joinType];
  return [...left(outputOf(plan.left)), ...right(outputOf(plan.right))];
}

/** A second watermark takes the place of the first: only the last event-time column is marked, as in Spark. */
function watermarkedOutput(plan: EventTimeWatermark): Attributes {
  const { eventTime, delayMs } = plan;
  return outputOf(plan.child).map((attribute) => {
    const { watermarkDelayMs, ...rest } = attribute.metadata;
    if (eventTime.kind === 'AttributeReference' && eventTime.exprId === attribute.exprId)
      return attributeReference({ ...attribute, metadata: { ...rest, watermarkDelayMs: delayMs } });
    return watermarkDelayMs === undefined ? attribute : attributeReference({ ...attribute, metadata: rest });
  });
}
