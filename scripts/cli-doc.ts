import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { createProgram } from '../lib/cli/create-program.ts';
import { awsServices } from '../lib/connectors/aws/clients.ts';
import { stepFunctionsClient } from '../lib/connectors/aws/step-functions.ts';
import { SystemClock } from '../lib/util/clock.ts';

/** Brings the help texts in docs/cli.md up to date; with --check says whether they are. */
const PAGE = new URL('../docs/cli.md', import.meta.url);
const MARK = '<!-- help texts: made by scripts/cli-doc.ts; what follows is overwritten -->';

interface CommandHelp {
  readonly name: string;
  readonly help: string;
}

function helpOf(command: Command, parent: string): readonly CommandHelp[] {
  const name = `${parent} ${command.name()}`.trim();
  const own = { name, help: command.helpInformation().trimEnd() };
  return [own, ...command.commands.flatMap((sub) => helpOf(sub, name))];
}

const context = {
  ...{ out: () => undefined, err: () => undefined, isTerminal: false, isDebug: false, columns: 100 },
  ...{ clock: new SystemClock(), aws: awsServices(), stepFunctions: () => stepFunctionsClient() },
  signal: new AbortController().signal,
};
const reference = helpOf(createProgram(context, { exitCode: 0 }), '')
  .map(({ name, help }) => `### \`${name}\`\n\n\`\`\`text\n${help}\n\`\`\`\n`)
  .join('\n');

const current = await readFile(PAGE, 'utf8');
const written = current.slice(0, current.indexOf(MARK) + MARK.length);
const page = `${written}\n\n${reference}`;
if (!process.argv.includes('--check')) await writeFile(PAGE, page);
else if (current !== page) {
  console.error('docs/cli.md is not what the program says: run `npm run docs`.');
  process.exitCode = 1;
}
