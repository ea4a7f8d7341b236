import type { StepFunctionsPort } from '../connectors/aws/step-functions.ts';
import { ConnectorError, QueryStartError } from '../errors/index.ts';
import { backfillSteps } from './backfill-history.ts';
import type { CliContext } from './cli-context.ts';
import { cliJson } from './cli-json.ts';
import { EXIT } from './exit-codes.ts';
import { count } from './progress-text.ts';
import { statusLine } from './status-line.ts';
import { usageError } from './usage-error.ts';

/** A backfill of a deployed query. */
export interface BackfillRequest {
  readonly machineArn: string;
  readonly name: string;
  readonly watch: boolean;
  readonly json: boolean;
}

const POLL_MS = 1000;
/** Of a state machine. */
const ARN = /^arn:[^:]+:states:[^:]+:\d{12}:stateMachine:[^:]+$/;
const NAME = /^[A-Za-z0-9_-]{1,80}$/;

/** How an execution stands. */
interface Execution {
  readonly arn: string;
  readonly status: string;
  readonly startedAt: string | null;
  readonly stoppedAt: string | null;
  readonly output: unknown;
  readonly why: string;
}

/** Starts the state machine of a deployed query under a name, once; with `watch` follows it to its end. Gives the exit code. */
export async function backfillExecution(context: CliContext, request: BackfillRequest): Promise<number> {
  const { machineArn, name } = request;
  if (!ARN.test(machineArn))
    throw usageError(
      `"${machineArn}" is not the ARN of a state machine.`,
      'Give the one that the stack of the query has as an output: arn:aws:states:eu-west-1:123456789012:stateMachine:purchases.',
    );
  if (!NAME.test(name))
    throw usageError(
      `--name "${name}" is not a name of a backfill.`,
      'Give up to 80 letters, digits, hyphens and underscores: --name 2024-06.',
    );
  const port = await context.stepFunctions(machineArn.split(':')[3]);
  const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const line = statusLine(context);
  const before = await describe(port, arn);
  const execution = before ?? (await start(port, request, arn));
  if (before !== undefined) line.note(hasRunText(name, before));
  if (execution.status !== 'RUNNING') return end(context, request, await lastPart(port, execution));
  if (before === undefined) line.note(`Backfill ${name} is started: ${arn}`);
  if (!request.watch) {
    if (request.json) printJson(context, request, execution, 0);
    return EXIT.ok;
  }
  return watch(context, port, request, execution);
}

const hasRunText = (name: string, { status, startedAt, stoppedAt }: Execution): string =>
  status === 'RUNNING'
    ? `Backfill ${name} is running already, since ${startedAt}; it is not started again.`
    : `Backfill ${name} has run already: ${status} at ${stoppedAt}. A name runs once; give another for another backfill.`;

async function describe(port: StepFunctionsPort, executionArn: string): Promise<Execution | undefined> {
  const found = await port.describeExecution({ executionArn }).catch((error: Error) => {
    if (error.name === 'ExecutionDoesNotExist') return undefined;
    throw machineError(executionArn, error);
  });
  if (found === undefined) return undefined;
  return {
    arn: executionArn,
    status: found.status ?? 'RUNNING',
    startedAt: found.startDate?.toISOString() ?? null,
    stoppedAt: found.stopDate?.toISOString() ?? null,
    output: found.output === undefined ? null : JSON.parse(found.output),
    why: [found.error, found.cause].filter((text) => text !== undefined && text !== '').join(': '),
  };
}

async function start(port: StepFunctionsPort, { machineArn, name }: BackfillRequest, arn: string): Promise<Execution> {
  const begun = await port.startExecution({ stateMachineArn: machineArn, name, input: '{}' }).catch((error: Error) => {
    // Somebody else was quicker.
    if (error.name === 'ExecutionAlreadyExists') return undefined;
    throw machineError(machineArn, error);
  });
  const startedAt = begun?.startDate?.toISOString() ?? null;
  return (await describe(port, arn)) ?? { arn, status: 'RUNNING', startedAt, stoppedAt: null, output: null, why: '' };
}

function machineError(arn: string, cause: Error): Error {
  const isMissing = ['StateMachineDoesNotExist', 'InvalidArn', 'AccessDeniedException'].includes(cause.name);
  return isMissing ? new QueryStartError('STATE_MACHINE_NOT_FOUND', { arn, why: cause.message }, { cause }) : cause;
}

/** A long backfill goes on in executions of its own, each named by the output of the one before. */
async function lastPart(port: StepFunctionsPort, execution: Execution): Promise<Execution> {
  const next = nextPart(execution);
  const found = next === undefined ? undefined : await describe(port, next);
  return found === undefined ? execution : lastPart(port, found);
}

const nextPart = ({ output }: Execution): string | undefined =>
  (output as { readonly ExecutionArn?: string } | null)?.ExecutionArn;

async function watch(
  context: CliContext,
  port: StepFunctionsPort,
  request: BackfillRequest,
  first: Execution,
): Promise<number> {
  const { clock, signal } = context;
  const line = statusLine(context);
  let rows = 0;
  for (let part = first; ; ) {
    const steps = backfillSteps(port, part.arn);
    for (;;) {
      const now = (await describe(port, part.arn)) ?? part;
      for (const step of await steps()) {
        rows += step.numInputRows;
        if (request.json) context.out(`${cliJson(step)}\n`);
        else if (step.batchId !== null) line.show(stepText(step.batchId, step.watermark, rows));
      }
      part = now;
      if (part.status !== 'RUNNING') break;
      await clock.waitUntil(clock.now() + POLL_MS, signal);
      if (signal.aborted) {
        line.note('No longer watched; the backfill goes on. The same command watches it again.');
        return EXIT.interrupted;
      }
    }
    const next = nextPart(part);
    if (part.status !== 'SUCCEEDED' || next === undefined) return end(context, request, part, rows);
    part = { ...part, arn: next, status: 'RUNNING', output: null };
  }
}

const stepText = (batchId: number, watermark: string | null, rows: number): string =>
  `batch ${batchId} · ${count(rows)} rows in${watermark === null ? '' : ` · watermark ${watermark}`}`;

function end(context: CliContext, request: BackfillRequest, execution: Execution, rows?: number): number {
  const { name, json } = request;
  const { status, why, stoppedAt } = execution;
  const line = statusLine(context);
  if (json) printJson(context, request, execution, rows);
  if (status === 'RUNNING') return EXIT.ok;
  const isStopped = (execution.output as { readonly state?: string } | null)?.state === 'stopped';
  if (status !== 'SUCCEEDED' || isStopped) {
    const reason = isStopped
      ? 'the query is stopped: `millrace start` lets it run.'
      : why === ''
        ? 'no cause was given.'
        : why;
    throw new ConnectorError('BACKFILL_FAILED', { name, status: isStopped ? 'STOPPED' : status, why: reason });
  }
  line.note(`Backfill ${name}: SUCCEEDED at ${stoppedAt}${rows === undefined ? '' : ` (${count(rows)} rows in)`}`);
  return EXIT.ok;
}

function printJson(
  { out }: CliContext,
  { name }: BackfillRequest,
  execution: Execution,
  rows: number | undefined,
): void {
  const { arn, status, startedAt, stoppedAt } = execution;
  out(
    `${cliJson({ backfill: name, executionArn: arn, status, startedAt, stoppedAt, ...(rows !== undefined && { numInputRows: rows }) })}\n`,
  );
}
