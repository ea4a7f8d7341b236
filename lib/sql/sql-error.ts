import { type ConditionName, type ConditionParams, ParseError } from '../errors/index.ts';
import { textPosition } from '../util/text-position.ts';

/** PARSE_SYNTAX_ERROR at an offset of the user's text; `found` is the source of the token there, '' at the end. */
export function syntaxError(sql: string, offset: number, found: string): ParseError {
  const error = found === '' ? 'end of input' : `'${found}'`;
  return new ParseError('PARSE_SYNTAX_ERROR', { error, text: sql, ...textPosition(sql, offset) });
}

/** Any other parse error, with its place in the user's text. */
export function errorAt(condition: ConditionName, params: ConditionParams, sql: string, offset: number): ParseError {
  return new ParseError(condition, { ...params, ...textPosition(sql, offset) });
}

/** UNSUPPORTED_SQL: Spark knows the construct, this engine does not. */
export function unsupportedSql(feature: string, remedy = 'Write the query without it.'): ParseError {
  return new ParseError('UNSUPPORTED_SQL', { feature, remedy });
}
