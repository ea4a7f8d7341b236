import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFiles, ROOT } from './project.ts';
import { checkDocument } from './snippets.ts';

const write = process.argv.includes('--write');
let failed = false;
for (const path of projectFiles(['*.md', 'docs/**/*.md', 'examples/**/*.md', '{bench,conformance}/*.md'])) {
  const file = join(ROOT, path);
  const text = readFileSync(file, 'utf8');
  const first = checkDocument(path, text);
  if (write && first.text !== text) writeFileSync(file, first.text);
  const { problems } = write ? checkDocument(path, first.text) : first;
  for (const problem of problems) console.log(problem);
  failed ||= problems.length > 0;
}
process.exitCode = failed ? 1 : 0;
