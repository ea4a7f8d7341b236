import type { Benchmark, Measurement } from './benchmark.ts';
import { continuous } from './continuous.ts';
import { jsonAvailableNow } from './json-availablenow.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { state } from './state.ts';
import { stateMerge } from './state-merge.ts';
import { windowedBatch } from './windowed-batch.ts';

const benchmarks: readonly Benchmark[] = [
  continuous,
  jsonAvailableNow,
  windowedBatch,
  state,
  stateMerge,
  lambdaHandler,
];

const USAGE = `npm run bench -- [--json] NAME...
${benchmarks.map(({ name, about }) => `  ${name.padEnd(20)}${about}`).join('\n')}
  --json              print one JSON line for each benchmark instead of a table`;

function measurementLine({ label, value, unit }: Measurement): string {
  return `${label.padEnd(44)}${value.toFixed(unit === 'ms' ? 1 : 2).padStart(10)} ${unit}`;
}

async function main(args: readonly string[]): Promise<void> {
  const json = args.includes('--json');
  const names = args.filter((argument) => !argument.startsWith('--'));
  const chosen = benchmarks.filter(({ name }) => names.includes(name));
  const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (chosen.length === 0 || unknown.length > 0) {
    console.error(unknown.length > 0 ? `There is no benchmark ${unknown.join(', ')}.\n${USAGE}` : USAGE);
    process.exitCode = args.includes('--help') ? 0 : 1;
    return;
  }
  for (const benchmark of chosen) {
    const measurements = await benchmark.run((text) => console.error(text));
    if (json) console.log(JSON.stringify({ name: benchmark.name, measurements }));
    else console.log(`${benchmark.name}\n${measurements.map(measurementLine).join('\n')}`);
  }
}

await main(process.argv.slice(2));
