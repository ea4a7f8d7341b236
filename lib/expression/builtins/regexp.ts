import type { BuiltinJsFunction } from '../function-record.ts';
import { compileJs, invalidPattern, javaRegExpToJs, replacementParts } from '../java-regexp.ts';
import { builtin, fail } from './define-builtin.ts';

function checkGroup(
  name: string,
  group: number,
  match: RegExpExecArray | RegExpMatchArray | null,
  pattern: string,
): void {
  const groups = (match?.length ?? new RegExp(`${compileJs(pattern).source}|`, 'v').exec('')?.length ?? 1) - 1;
  if (group >= 0 && group <= groups) return;
  fail('INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX', {
    parameter: '`idx`',
    functionName: `\`${name}\``,
    groupCount: groups,
    groupIndex: group,
  });
}

/** The compiled pattern of a function; what Java does not take is a fault. */
function compiled(name: string, pattern: string, extraFlags = ''): RegExp {
  const invalid = invalidPattern(pattern);
  if (invalid === undefined) return compileJs(pattern, extraFlags);
  return fail('INVALID_PARAMETER_VALUE.PATTERN', {
    parameter: '`regexp`',
    functionName: `\`${name}\``,
    value: `'${invalid}'`,
  });
}

function extract(text: string, pattern: string, group: number): string {
  const match = compiled('regexp_extract', pattern).exec(text);
  checkGroup('regexp_extract', group, match, pattern);
  return match?.[group] ?? '';
}

function extractAll(text: string, pattern: string, group: number): readonly string[] {
  const regExp = compiled('regexp_extract_all', pattern, 'g');
  checkGroup('regexp_extract_all', group, null, pattern);
  return [...text.matchAll(regExp)].map((match) => match[group] ?? '');
}

function replace(text: string, pattern: string, replacement: string, position: number, source: string): string {
  const parts = replacementParts(replacement);
  const regExp = compiled('regexp_replace', pattern, 'g');
  const start = Math.max(position - 1, 0);
  const failed = (): never =>
    fail('INVALID_REGEXP_REPLACE', { source: text, pattern: source, replacement, position: String(position) });
  const replaced = text.slice(start).replace(regExp, (...found) => {
    const named = typeof found.at(-1) === 'object' ? (found.at(-1) as Readonly<Record<string, string>>) : {};
    const groups = found.slice(
      0,
      found.findIndex((part, i) => i > 0 && typeof part === 'number'),
    ) as readonly string[];
    const textOf = (part: string | { readonly group: string }): string =>
      typeof part === 'string' ? part : (groupText(part.group, groups, named) ?? failed());
    return parts === undefined ? failed() : parts.map(textOf).join('');
  });
  return text.slice(0, start) + replaced;
}

/** `$12` is group 12 if there is one, else group 1 and a 2. */
function groupText(
  group: string,
  groups: readonly string[],
  named: Readonly<Record<string, string>>,
): string | undefined {
  if (!/^\d+$/.test(group)) return group in named ? (named[group] ?? '') : undefined;
  for (let digits = group.length; digits > 0; digits--) {
    const index = Number(group.slice(0, digits));
    if (index < groups.length) return (groups[index] ?? '') + group.slice(digits);
  }
  return undefined;
}

/** Every character, the rest of them together where there is a limit. */
function characters(text: string, limit: number): readonly string[] {
  const all = [...text];
  return limit > 0 && limit < all.length ? [...all.slice(0, limit - 1), all.slice(limit - 1).join('')] : all;
}

/** Java's split: a match of no width at the start gives no part; limit 0 counts as -1 here, as in Spark. */
function split(text: string, pattern: string, limit: number): readonly string[] {
  if (text === '') return [''];
  if (compiled('split', pattern).source === '(?:)') return characters(text, limit);
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(compileJs(pattern, 'g'))) {
    if (limit > 0 && parts.length === limit - 1) break;
    const end = match.index + match[0].length;
    if (end === 0) continue;
    parts.push(text.slice(from, match.index));
    from = end;
  }
  parts.push(text.slice(from));
  return parts;
}

const position = (text: string, pattern: string): number => {
  const index = text.search(compiled('regexp_instr', pattern));
  return index < 0 ? 0 : [...text.slice(0, index)].length + 1;
};

/** Regular expressions of Java, run by JavaScript; patterns come translated. */
export const regexpBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_java_regexp(VARCHAR) VARCHAR', javaRegExpToJs),
  builtin('mr_regexp_like(VARCHAR, VARCHAR) BOOLEAN', (text: string, pattern: string) =>
    compiled('rlike', pattern).test(text),
  ),
  builtin('mr_regexp_extract(VARCHAR, VARCHAR, INTEGER) VARCHAR', extract),
  builtin('mr_regexp_extract_all(VARCHAR, VARCHAR, INTEGER) VARCHAR[]', extractAll),
  builtin('mr_regexp_replace(VARCHAR, VARCHAR, VARCHAR, INTEGER, VARCHAR) VARCHAR', replace),
  builtin(
    'mr_regexp_count(VARCHAR, VARCHAR) INTEGER',
    (text: string, pattern: string) => [...text.matchAll(compiled('regexp_count', pattern, 'g'))].length,
  ),
  builtin(
    'mr_regexp_substr(VARCHAR, VARCHAR) VARCHAR',
    (text: string, pattern: string) => compiled('regexp_substr', pattern).exec(text)?.[0] || null,
  ),
  builtin('mr_regexp_instr(VARCHAR, VARCHAR) INTEGER', position),
  builtin('mr_split(VARCHAR, VARCHAR, INTEGER) VARCHAR[]', split),
];
