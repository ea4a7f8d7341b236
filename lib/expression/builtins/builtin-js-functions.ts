import type { BuiltinJsFunction } from '../function-record.ts';
import { bitmapBuiltins } from './bitmap.ts';
import { bytesBuiltins } from './bytes.ts';
import { charsetBuiltins } from './charset.ts';
import { csvBuiltins } from './csv.ts';
import { decimalBuiltins } from './decimal.ts';
import { jsonBuiltins } from './from-json.ts';
import { hashBuiltins } from './hash.ts';
import { hyperLogLogBuiltins } from './hyper-log-log.ts';
import { intervalTextBuiltins } from './interval-text.ts';
import { jsonPathBuiltins } from './json-path.ts';
import { jsonTextBuiltins } from './json-text.ts';
import { mathematicsBuiltins } from './mathematics.ts';
import { numberPatternBuiltins } from './number-pattern.ts';
import { numberTextBuiltins } from './number-text.ts';
import { parseTimeBuiltins } from './parse-time.ts';
import { regexpBuiltins } from './regexp.ts';
import { similarityBuiltins } from './similarity.ts';
import { textBuiltins } from './text.ts';
import { timePatternBuiltins } from './time-pattern.ts';
import { urlBuiltins } from './url.ts';

/** Everything that printed SQL may call beyond DuckDB's own functions; the engine registers all of it. */
export const builtinJsFunctions: readonly BuiltinJsFunction[] = [
  ...bitmapBuiltins,
  ...bytesBuiltins,
  ...charsetBuiltins,
  ...csvBuiltins,
  ...decimalBuiltins,
  ...hashBuiltins,
  ...hyperLogLogBuiltins,
  ...intervalTextBuiltins,
  ...jsonBuiltins,
  ...jsonPathBuiltins,
  ...jsonTextBuiltins,
  ...mathematicsBuiltins,
  ...numberPatternBuiltins,
  ...numberTextBuiltins,
  ...parseTimeBuiltins,
  ...regexpBuiltins,
  ...similarityBuiltins,
  ...textBuiltins,
  ...timePatternBuiltins,
  ...urlBuiltins,
];
