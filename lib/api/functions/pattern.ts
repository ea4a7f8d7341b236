import type { ColumnOrName } from '../typing/argument.ts';
import { binary, ofColumns } from './call-function.ts';

type Truth = 'boolean' | null;
type Text = 'string' | null;
type Match = [column: ColumnOrName, pattern: ColumnOrName, group?: number | Exclude<ColumnOrName, string>];

/** Whether a text fits a pattern of SQL, which is a column: `like('name', lit('a%'))`. */
export const like = binary<Truth>('like');
/** {@link like} without regard to letter case. */
export const ilike = binary<Truth>('ilike');
/** Whether a Java regular expression, which is a column, matches some part of the text. */
export const rlike = binary<Truth>('rlike');
/** The same as {@link rlike}. */
export const regexp = binary<Truth>('regexp');
/** The same as {@link rlike}. */
export const regexpLike = binary<Truth>('regexp_like');
/** The number of matches. */
export const regexpCount = binary<'int' | null>('regexp_count');
/** A group (the first, if not given) of every match. */
export const regexpExtractAll = ofColumns<readonly 'string'[] | null, Match>('regexp_extract_all');
/** The place of the first match from 1 on, or 0. */
export const regexpInstr = ofColumns<'int' | null, Match>('regexp_instr');
/** The first match, or null. */
export const regexpSubstr = binary<Text>('regexp_substr');
