import { type Expr, literal } from '../../expression/expr.ts';
import { StringType } from '../../types/data-type.ts';

/** Stands before ANY, SOME and ALL after LIKE, which are written as calls: the parser takes what follows their list for a part of it. */
export const QUANTIFIER = '\u0000';

/** Between the parts of a name in `* EXCEPT (s.a)`: the parser takes names of one part only. */
export const PART_SEPARATOR = '\u0000';

/** The operand in the middle of what `>>>` is written as. */
export const UNSIGNED_SHIFT: Expr = literal('>>>', StringType);

/** A call that stands for the expression behind LIMIT or OFFSET, by its text. */
export const COUNT_TEXT = '__count';
