import { readFile, writeFile } from 'node:fs/promises';
import { readLines } from '../examples/from-spark/read-lines.ts';

const PAGE = new URL('../docs/from-spark.md', import.meta.url);

const INTRODUCTION = `# From PySpark, line by line

Names, options and results are Spark's; what follows is the same line in both. This page is made by \`scripts/from-spark-doc.ts\` from
\`examples/from-spark/lines.ts\` of the repository, whose TypeScript lines are compiled and run by the tests, and whose PySpark lines are run on PySpark. \`F\` is \`pyspark.sql.functions\`; functions are imported from
\`millrace\` by name. Where the meaning differs on purpose stands in [semantics.md](semantics.md), and all functions in [functions.md](functions.md).

Everywhere:

- What does work is awaited: \`start()\`, \`collect()\`, \`show()\`, \`count()\`, \`stop()\`, \`awaitTermination()\`. Building a query is not.
- Operators are methods, names are in camel case, keyword arguments are objects (\`options\`, \`trigger\`) or positions. SQL text stays as it is.
- Where a schema is literal text, columns have TypeScript types. \`selectExpr\` and \`sql\` give untyped columns, unless a type argument says otherwise.
- Rows are plain objects: BIGINT is \`bigint\`, INT and DOUBLE are \`number\`, TIMESTAMP is a \`Timestamp\` with microseconds.
- What Spark has and Millrace has not raises \`NOT_IMPLEMENTED\` with what to do instead; TypeScript does not know it.
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => `\`${cell(text)}\``;

function page(): string {
  const lines = readLines();
  const sections = [...new Set(lines.map(({ section }) => section))].map((section) => {
    const rows = lines
      .filter((line) => line.section === section)
      .map((line) => `| ${code(line.spark)} | ${code(line.millrace)} | ${cell(line.difference)} |`);
    return [`## ${section}`, '', '| PySpark | Millrace | what differs |', '| --- | --- | --- |', ...rows, ''].join(
      '\n',
    );
  });
  return `${[INTRODUCTION, ...sections].join('\n').trimEnd()}\n`;
}

if (process.argv.includes('--write')) await writeFile(PAGE, page());
else if ((await readFile(PAGE, 'utf8')) !== page()) {
  console.log('docs/from-spark.md differs from examples/from-spark/lines.ts; npm run docs refreshes it');
  process.exitCode = 1;
}
