import { namesByLikeness, nearestName } from '../util/nearest.ts';
import { QueryStartError } from './millrace-error.ts';

/** So many names are listed in full; of more only the likest. */
const LISTED = 12;
const LIKEST = 5;
const SPARK_DOCS = 'https://spark.apache.org/docs/latest';

/** Where all options of a format stand. */
const LISTS: Readonly<Record<string, string>> = {
  csv: `${SPARK_DOCS}/sql-data-sources-csv.html`,
  json: `${SPARK_DOCS}/sql-data-sources-json.html`,
  kafka: 'docs/connectors/kafka.md',
  kinesis: 'docs/connectors/kinesis.md',
  parquet: `${SPARK_DOCS}/sql-data-sources-parquet.html`,
  text: `${SPARK_DOCS}/sql-data-sources-text.html`,
};

/** UNKNOWN_OPTION with the nearest names. `where`: `csv source`. */
export function unknownOption(where: string, name: string, names: readonly string[]): QueryStartError {
  const nearest = nearestName(name, names);
  return new QueryStartError('UNKNOWN_OPTION', {
    where,
    name,
    suggestion: nearest === undefined ? 'another option' : `"${nearest}"`,
    known: knownOptions(where, name, names),
  });
}

function knownOptions(where: string, name: string, names: readonly string[]): string {
  if (names.length === 0) return 'It has no options.';
  if (names.length <= LISTED) return `Known options: ${names.toSorted().join(', ')}.`;
  const likest = [...new Set(namesByLikeness(name, names))].slice(0, LIKEST).join(', ');
  const list = LISTS[where.split(' ')[0] ?? ''];
  return `Nearest of ${names.length}: ${likest}.${list === undefined ? '' : ` All of them: ${list}`}`;
}
