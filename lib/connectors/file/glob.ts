/** A path pattern in Hadoop's form, cut into names. `*`, `?`, `[a-c]`, `[^a]`, `{a,b}` and `\` stand for what they stand for in Spark. */
export interface PathPattern {
  /** The longest leading folder without a wildcard: where a listing starts. */
  readonly base: string;
  /** How the path goes on below `base` up to its first wildcard: `2024-` for `/in/2024-*`. */
  readonly namePrefix: string;
  /** Tests for the names below `base`; empty for a path without wildcards. */
  readonly names: readonly RegExp[];
}

/** Whether a path has wildcards. */
export const hasGlob = (path: string): boolean => /[{}[\]*?\\]/.test(path);

/** Cuts a pattern into its base and its names; more than one result where braces hold a `/`. */
export function parsePathPattern(pattern: string): PathPattern[] {
  return expandSlashedBraces(pattern).map((expanded) => {
    const names = expanded.split('/');
    const first = names.findIndex(hasGlob);
    const fixed = first < 0 ? names : names.slice(0, first);
    const rest = first < 0 ? [] : names.slice(first);
    const namePrefix = /^[^{}[\]*?\\]*/.exec(rest[0] ?? '')?.[0] ?? '';
    return { base: fixed.join('/') || '/', namePrefix, names: rest.map(globToRegExp) };
  });
}

/** A test for one name (a pattern without `/`). */
export function globToRegExp(glob: string): RegExp {
  let source = '';
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const character = glob.charAt(i);
    const set = character === '[' ? /^\[([!^]?)((?:\\.|[^\]\\])+)\]/.exec(glob.slice(i)) : null;
    if (character === '\\' && i + 1 < glob.length) source += escapeRegExp(glob.charAt(++i));
    else if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (set !== null) {
      source += `[${set[1] === '' ? '' : '^'}${(set[2] ?? '').replace(/[[^]/g, '\\$&')}]`;
      i += set[0].length - 1;
    } else if (character === '{') {
      source += '(?:';
      depth++;
    } else if (character === '}' && depth > 0) {
      source += ')';
      depth--;
    } else if (character === ',' && depth > 0) source += '|';
    else source += escapeRegExp(character);
  }
  return new RegExp(`^${source}${')'.repeat(depth)}$`, 'su');
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** `/a/{b/c,d}/e` is `/a/b/c/e` and `/a/d/e`; braces without a `/` stay, as they are a matter of one name. */
function expandSlashedBraces(pattern: string): string[] {
  const braces = [...pattern.matchAll(/(?<!\\)\{([^{}]*)\}/g)].find(([, body]) => body?.includes('/'));
  if (braces === undefined) return [pattern];
  const before = pattern.slice(0, braces.index);
  const after = pattern.slice(braces.index + braces[0].length);
  const choices = (braces[1] ?? '').split(',');
  return choices.flatMap((choice) => expandSlashedBraces(`${before}${choice}${after}`));
}
