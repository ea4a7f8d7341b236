import { type ConditionName, conditions } from './conditions.ts';

export type ConditionParams = Readonly<Record<string, string | number | boolean>>;

/**
 * The root of every error the project raises. `condition` is stable and machine readable (Spark's name where Spark has one), `params` hold the
 * values of the message, `message` is `[CONDITION] text` as Spark prints it, followed by the remedy on a line of its own where there is one.
 */
export class MillraceError extends Error {
  readonly condition: ConditionName;
  readonly params: ConditionParams;
  readonly sqlState: string | undefined;

  constructor(condition: ConditionName, params: ConditionParams = {}, options: { readonly cause?: unknown } = {}) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = Math.max(limit, DEEPEST);
    super(formatCondition(condition, params), options);
    Error.stackTraceLimit = limit;
    this.name = new.target.name;
    this.condition = condition;
    this.params = params;
    this.sqlState = conditions[condition].sqlState;
    if (condition !== 'INTERNAL_ERROR' && this.stack !== undefined) this.stack = stackOfUser(this.stack, limit);
  }
}

/** Frames that are looked at for one of the user's. */
const DEEPEST = 100;
/** Where the library's own modules lie. */
const LIBRARY = new URL('../', import.meta.url).href;

/** The stack from the first call that is not the library's on: what went wrong is in the line that made it. Without such a call it is as it was. */
function stackOfUser(stack: string, limit: number): string {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => line.startsWith('    at '));
  if (first < 0) return stack;
  const [head, frames] = [lines.slice(0, first), lines.slice(first)];
  const isOwn = (frame: string): boolean => frame.includes(LIBRARY) && !/\.test(-d)?\.ts/.test(frame);
  const users = frames.findIndex((frame) => !isOwn(frame) && /[(\s]file:|[(\s]\/|[A-Z]:\\/.test(frame));
  return [...head, ...frames.slice(Math.max(users, 0)).slice(0, limit)].join('\n');
}

/** The SQL text or a schema text cannot be parsed. */
export class ParseError extends MillraceError {}
/** A query is refused while it is built: unknown names, wrong types. */
export class AnalysisError extends MillraceError {}
/** A query is refused as it is started: unsupported operations, output modes, bad or unknown options. */
export class QueryStartError extends MillraceError {}
/** A batch fails on its data: casts, overflow, division by zero, malformed records in FAILFAST mode. */
export class ExecutionError extends MillraceError {}
/** A checkpoint cannot be read, belongs to another query, or another run has taken the batch. */
export class CheckpointError extends MillraceError {}
/** A source or a sink fails. */
export class ConnectorError extends MillraceError {}

/** `[CONDITION] message`, with the remedy on the next line. Legacy conditions print no prefix, as in Spark. */
export function formatCondition(condition: ConditionName, params: ConditionParams): string {
  const { message, remedy } = conditions[condition];
  const text = fill(message, params);
  const prefixed = condition.startsWith('_LEGACY_ERROR_TEMP_') ? text : `[${condition}] ${text}`;
  const filled = remedy === undefined ? undefined : fill(remedy, params);
  return filled === undefined || filled === '<remedy>' ? prefixed : `${prefixed}\n${filled}`;
}

function fill(template: string, params: ConditionParams): string {
  return template.replace(/<(\w+)>/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
}
