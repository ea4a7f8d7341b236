import type { SqlParser } from '../contracts/session-backend.ts';
import { QueryStartError } from '../errors/index.ts';
import type { Expr } from '../expression/expr.ts';
import { type LogicalPlan, localRelation, type Project, project } from '../plan/logical-plan.ts';
import { planFromJson, planToJson } from '../plan/plan-json.ts';
import type { SqlArguments } from '../sql/parameters.ts';
import type { Json } from '../util/json.ts';

/** Texts of SQL with what the parser made of them, as plans in JSON: an expression is the only column of a projection. */
export interface RecordedSql {
  readonly queries: Readonly<Record<string, Json>>;
  readonly expressions: Readonly<Record<string, Json>>;
}

/** A parser that remembers what it has parsed. */
export interface SqlRecorder extends SqlParser {
  recorded(): RecordedSql;
}

/** Wraps a parser. */
export function recordingParser(parser: SqlParser): SqlRecorder {
  const queries = new Map<string, LogicalPlan>();
  const expressions = new Map<string, Expr>();
  return {
    parseQuery: (text, args) => remember(queries, keyOf(text, args), parser.parseQuery(text, args)),
    parseExpression: (text) => remember(expressions, text, parser.parseExpression(text)),
    recorded: () => ({
      queries: jsonOf(queries, planToJson),
      expressions: jsonOf(expressions, (expr) => planToJson(project([expr], localRelation([], [])))),
    }),
  };
}

/** A parser that knows the recorded texts and no others: it is all that a deployed query has. */
export function recordedParser(recorded: RecordedSql): SqlParser {
  const find = (texts: Readonly<Record<string, Json>>, text: string): LogicalPlan => {
    const json = Object.hasOwn(texts, text) ? texts[text] : undefined;
    if (json === undefined) throw new QueryStartError('SQL_TEXT_NOT_IN_MANIFEST', { text });
    return planFromJson(json);
  };
  return {
    parseQuery: (text, args) => find(recorded.queries, keyOf(text, args)),
    parseExpression: (text) => (find(recorded.expressions, text) as Project).projectList[0] as Expr,
  };
}

/** A text with arguments is known by both. */
const keyOf = (text: string, args?: SqlArguments): string =>
  args === undefined ? text : `${text} -- ${JSON.stringify(args)}`;

function remember<T>(texts: Map<string, T>, text: string, parsed: T): T {
  texts.set(text, parsed);
  return parsed;
}

const jsonOf = <T>(texts: ReadonlyMap<string, T>, toJson: (parsed: T) => Json): Readonly<Record<string, Json>> =>
  Object.fromEntries([...texts].map(([text, parsed]) => [text, toJson(parsed)]));
