import { usageError } from './usage-error.ts';

/** Adds one `--conf k=v` to those before. */
export function addSetting(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1)
    throw usageError(
      `--conf "${text}" has no value.`,
      'Write --conf NAME=VALUE: --conf spark.sql.session.timeZone=UTC.',
    );
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
}
