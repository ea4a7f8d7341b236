#!/usr/bin/env node
import '../errors/check-node.ts';
import { awsServices } from '../connectors/aws/clients.ts';
import { stepFunctionsClient } from '../connectors/aws/step-functions.ts';
import { SystemClock } from '../util/clock.ts';
import { EXIT } from './exit-codes.ts';
import { runCli } from './run-cli.ts';

const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const interruption = new AbortController();
for (const signal of INTERRUPTS)
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(EXIT.interrupted);
    process.stderr.write('\nEnding after the batch at hand; again to end at once.\n');
    interruption.abort();
  });

// Whoever read the output has enough of it: `millrace progress … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed),
);

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  isDebug: !['', '0', undefined].includes(process.env['MILLRACE_DEBUG']),
  columns: process.stderr.columns ?? 80,
  clock: new SystemClock(),
  aws: awsServices(),
  stepFunctions: (region) => stepFunctionsClient({ ...(region !== undefined && { region }) }),
  signal: interruption.signal,
});
