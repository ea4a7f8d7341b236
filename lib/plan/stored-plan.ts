import type { Json } from '../util/json.ts';
import type { LogicalPlan } from './logical-plan.ts';
import { planToJson } from './plan-json.ts';

/** Names of options whose values only the connector may see: Spark's `spark.redaction.regex`, and what Kafka has besides. */
const SECRET = /secret|password|token|access[.]?key|jaas|keystore\.key/i;
/** What Spark puts in the place of a secret. */
const REDACTED = '*********(redacted)';

/** A plan as a checkpoint keeps it, where many can read it: passwords and keys among the options of its relations are blotted out. */
export const storedPlan = (plan: LogicalPlan): Json => withoutSecrets(planToJson(plan));

/** Plans of subqueries hang in expressions: every relation counts, wherever it is. */
function withoutSecrets(json: Json): Json {
  if (Array.isArray(json)) return json.map(withoutSecrets);
  if (typeof json !== 'object' || json === null) return json;
  const { kind } = json as { readonly kind?: Json };
  const isRelation = kind === 'StreamingRelation' || kind === 'StaticRelation';
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      name,
      isRelation && name === 'options' ? blottedOptions(value) : withoutSecrets(value),
    ]),
  );
}

const blottedOptions = (options: Json): Json =>
  Object.fromEntries(
    Object.entries(options as { readonly [name: string]: Json }).map(([name, value]) => [
      name,
      SECRET.test(name) ? REDACTED : value,
    ]),
  );
