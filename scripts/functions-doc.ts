import { readFile, writeFile } from 'node:fs/promises';
import type { FunctionRecord } from '../lib/expression/function-record.ts';
import { allFunctions } from '../lib/expression/functions/all.ts';

const PAGE = new URL('../docs/functions.md', import.meta.url);

const KINDS: readonly { readonly kind: FunctionRecord['kind']; readonly title: string }[] = [
  { kind: 'scalar', title: 'Functions and operators' },
  { kind: 'aggregate', title: 'Aggregates' },
  { kind: 'generator', title: 'Generators' },
];

const INTRODUCTION = `# Functions

Spark's names, types and results, with ANSI mode on and off (\`spark.sql.ansi.enabled\`). This page is made from the table in
\`lib/expression/functions\` by \`scripts/functions-doc.ts\`; change it there.

Where a result differs from Spark's:

- \`percentile_approx\` is exact at any accuracy, and keeps all values in its state, as do \`percentile\`, \`median\`, \`mode\`, \`skewness\` and \`kurtosis\`.
- \`approx_count_distinct\` uses Spark's registers and hash. Estimates are Spark's up to the threshold of linear counting (400 at the default
  deviation of 0.05); above it they may differ by about a percent, since the bias is computed and not read from a table.
- \`rand\`, \`randn\`, \`uuid\` and \`shuffle\` are not there: a batch that is run again must give the same rows.
- Text such as \`1.5d\` is no DOUBLE, though Java reads it as one.
`;

const isPublic = (record: FunctionRecord): boolean => !record.name.startsWith('__');
const cell = (text: string): string => text.replaceAll('|', '\\|');

function section(kind: FunctionRecord['kind'], title: string): string {
  const rows = allFunctions
    .filter((record) => record.kind === kind && isPublic(record))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((record) => {
      const aliases = (record.aliases ?? []).map((alias) => `\`${cell(alias)}\``).join(', ');
      return `| \`${cell(record.usage)}\` | ${aliases} | ${cell(record.description)} |`;
    });
  return [`## ${title}`, '', '| usage | also | |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

const page = [INTRODUCTION, ...KINDS.map(({ kind, title }) => section(kind, title))].join('\n');

if (process.argv.includes('--check')) {
  const current = await readFile(PAGE, 'utf8').catch(() => '');
  if (current !== page) {
    console.error('docs/functions.md is not what the table says: run `node scripts/functions-doc.ts`.');
    process.exitCode = 1;
  }
} else {
  await writeFile(PAGE, page);
}
