import { ParseError } from '../errors/index.ts';
import type { ResetSetting, SetSetting } from '../plan/statement.ts';
import { intervalLiteral } from './interval-literal.ts';
import { type Token, tokenize } from './lexer.ts';
import { stringValue } from './string-literal.ts';

const TIME_ZONE = 'spark.sql.session.timeZone';
/** A key as it stands, or any text in back-quotes; behind `=` whatever follows, as it stands. */
const ASSIGNMENT = /^\s*(?:([\w\\.:]+)|`((?:``|[^`])+)`)\s*(?:=\s*(?:`((?:``|[^`])*)`|([^;]*?))\s*)?;*\s*$/su;

const unquoted = (text: string | undefined): string | undefined => text?.replaceAll('``', '`');

/** `SET k = v`, `SET k`, `SET`, `SET TIME ZONE …`: keys and values are no SQL, so they are read from the text. */
export function setStatement(text: string): SetSetting {
  const rest = text.replace(/^\s*set\b/i, '');
  if (/^\s*;*\s*$/.test(rest)) return { kind: 'Set' };
  if (/^\s+time\s+zone\b/i.test(rest)) return { kind: 'Set', key: TIME_ZONE, value: timeZone(text) };
  const [whole, key, quotedKey, quotedValue, value] = ASSIGNMENT.exec(rest) ?? [];
  const name = key ?? unquoted(quotedKey);
  if (whole === undefined || name === undefined) throw new ParseError('INVALID_SET_SYNTAX');
  const given = unquoted(quotedValue) ?? value?.trim();
  return { kind: 'Set', key: name, ...(given === undefined ? {} : { value: given }) };
}

/** `RESET k`, `RESET`. */
export function resetStatement(text: string): ResetSetting {
  const rest = text
    .replace(/^\s*reset\b/i, '')
    .replace(/[;\s]*$/, '')
    .trim();
  if (rest === '') return { kind: 'Reset' };
  const [, key, quotedKey] = /^(?:([\w\\.:]+)|`((?:``|[^`])+)`)$/u.exec(rest) ?? [];
  const name = key ?? unquoted(quotedKey);
  if (name === undefined) throw new ParseError('INVALID_RESET_COMMAND_FORMAT');
  return { kind: 'Reset', key: name };
}

/** The zone behind SET TIME ZONE: a text, LOCAL, or an INTERVAL of hours and minutes. */
function timeZone(text: string): string {
  const tokens = tokenize(text).filter((token) => token.text !== ';');
  const [, , , zone, after] = tokens;
  if (zone?.kind === 'string' && after?.kind === 'end') return stringValue(zone.text);
  if (zone?.lower === 'local' && after?.kind === 'end') return Intl.DateTimeFormat().resolvedOptions().timeZone;
  const offset = zone?.lower === 'interval' ? offsetOf(text, tokens) : undefined;
  if (offset === undefined) throw new ParseError('_LEGACY_ERROR_TEMP_0045');
  return offset;
}

function offsetOf(text: string, tokens: readonly Token[]): string | undefined {
  const found = intervalLiteral(text, tokens, 3);
  if (found === undefined || tokens[found.next]?.kind !== 'end' || found.literal.dataType.kind !== 'dayTimeInterval')
    return undefined;
  const minutes = Number(found.literal.value) / 60_000_000;
  if (!Number.isInteger(minutes) || Math.abs(minutes) > 18 * 60) return undefined;
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const digits = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${digits(hours)}:${digits(rest)}`;
}
