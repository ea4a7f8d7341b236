import type { Call } from '../../expr.ts';
import { firstType } from '../arguments.ts';

/** Whether the first argument is bytes, which functions of texts take too. */
export const isBinary = (expr: Call): boolean => firstType(expr.args).kind === 'binary';
