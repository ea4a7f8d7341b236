import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { StreamSession } from 'millrace';

/** An option of an exercise: a number, or a text. */
export interface ExerciseOption {
  readonly default?: string;
  readonly help: string;
}

/** What an exercise is made of. */
export interface Exercise {
  readonly usage: string;
  readonly options: Readonly<Record<string, ExerciseOption>>;
  /** The exercise itself; it may end by itself or be interrupted at any moment, which the signal tells. */
  readonly work: (
    session: StreamSession,
    options: Readonly<Record<string, string>>,
    interrupted: AbortSignal,
  ) => Promise<void>;
}

/** Runs an exercise as a program: `--help`, options, a session, and an end by itself, by Ctrl-C, or by an error. */
export async function runExercise({ usage, options, work }: Exercise): Promise<void> {
  try {
    const given = readOptions(options);
    if (given === undefined) console.log(helpText(usage, options));
    else await runInSession((session, interrupted) => work(session, given, interrupted));
  } catch (error) {
    const isMistake = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    console.error(isMistake ? `${error.message}\n\n${helpText(usage, options)}` : error);
    process.exitCode = 1;
  }
}

/** The options of the command line with their defaults; undefined where help is asked for. */
function readOptions(options: Exercise['options']): Record<string, string> | undefined {
  const known = Object.keys(options).map((name) => [name, { type: 'string' }] as const);
  const { values } = parseArgs({ options: { ...Object.fromEntries(known), help: { type: 'boolean' } } });
  if (values['help'] === true) return undefined;
  const defaults = Object.entries(options).flatMap(([name, option]) =>
    option.default === undefined ? [] : [[name, option.default] as const],
  );
  return { ...Object.fromEntries(defaults), ...(values as Record<string, string>) };
}

function helpText(usage: string, options: Exercise['options']): string {
  const lines = Object.entries(options).map(([name, option]) => {
    const suffix = option.default === undefined ? '' : ` (${option.default})`;
    return `  --${name.padEnd(10)} ${option.help}${suffix}`;
  });
  return [usage, '', ...lines, `  --${'help'.padEnd(10)} this text`].join('\n');
}

// Stopping the session ends its queries after the batch they are in: what is committed stays.
async function runInSession(work: (session: StreamSession, interrupted: AbortSignal) => Promise<void>): Promise<void> {
  await using session = await StreamSession.create({ conf: { 'spark.sql.session.timeZone': 'UTC' } });
  const interruption = new AbortController();
  const interrupt = once(interruption.signal, 'abort');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());
  const done = work(session, interruption.signal);
  await Promise.race([done, interrupt]);
  if (!interruption.signal.aborted) return;
  // What waits for a query that is stopped under it has nothing more to say.
  done.catch(() => undefined);
  console.error('Stopped.');
  process.exitCode = 130;
}
