import type { SqlParser } from '../contracts/session-backend.ts';
import { QueryStartError } from '../errors/index.ts';
import type { Expr } from '../expression/expr.ts';
import { type LogicalPlan, localRelation, type Project, project } from '../plan/logical-plan.ts';
import { planFromJson, planToJson } from '../plan/plan-json.ts';
import type { Statement } from '../plan/statement.ts';
import type { SqlArguments } from '../sql/parameters.ts';
import type { Json } from '../util/json.ts';

/** Texts of SQL with what the parser made of them, as plans in JSON: an expression is the only column of a projection. */
export interface RecordedSql {
  readonly queries: Readonly<Record<string, Json>>;
  /** Commands; absent where there are none. */
  readonly statements?: Readonly<Record<string, Json>>;
  readonly expressions: Readonly<Record<string, Json>>;
}

/** A parser that remembers what it has parsed. */
export interface SqlRecorder extends SqlParser {
  recorded(): RecordedSql;
}

/** Wraps a parser. */
export function recordingParser(parser: SqlParser): SqlRecorder {
  const queries = new Map<string, LogicalPlan>();
  const statements = new Map<string, Statement>();
  const expressions = new Map<string, Expr>();
  return {
    parseStatement: (text, args) => {
      const statement = parser.parseStatement(text, args);
      if (statement.kind === 'Query') remember(queries, keyOf(text, args), statement.plan);
      else remember(statements, keyOf(text, args), statement);
      return statement;
    },
    parseQuery: (text, args) => remember(queries, keyOf(text, args), parser.parseQuery(text, args)),
    parseExpression: (text) => remember(expressions, text, parser.parseExpression(text)),
    recorded: () => ({
      queries: jsonOf(queries, planToJson),
      ...(statements.size === 0 ? {} : { statements: jsonOf(statements, statementToJson) }),
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
  const { statements = {} } = recorded;
  return {
    parseStatement: (text, args) => {
      const key = keyOf(text, args);
      const json = Object.hasOwn(statements, key) ? statements[key] : undefined;
      return json === undefined ? { kind: 'Query', plan: find(recorded.queries, key) } : statementFromJson(json);
    },
    parseQuery: (text, args) => find(recorded.queries, keyOf(text, args)),
    parseExpression: (text) => (find(recorded.expressions, text) as Project).projectList[0] as Expr,
  };
}

const statementToJson = (statement: Statement): Json =>
  ('plan' in statement ? { ...statement, plan: planToJson(statement.plan) } : { ...statement }) as Json;

function statementFromJson(json: Json): Statement {
  const statement = json as unknown as Statement;
  return 'plan' in statement ? { ...statement, plan: planFromJson(statement.plan as unknown as Json) } : statement;
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
