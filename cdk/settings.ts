import { Duration, RemovalPolicy, Size, Token } from 'aws-cdk-lib';
import { Architecture, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { MillraceError } from '../lib/errors/index.ts';
import { isEnvironmentName } from '../lib/lambda/environment-names.ts';
import type { StreamingQueryProps } from './streaming-query-props.ts';

/** Context by which a whole app is made to leave nothing behind. */
export const REMOVAL_POLICY_CONTEXT = 'millrace:removalPolicy';

/** The properties of a construct with their defaults. */
export const settingsOf = (scope: Construct, props: StreamingQueryProps) =>
  checked({
    ...props,
    environment: props.environment ?? {},
    conf: props.conf ?? {},
    sql: props.sql ?? [],
    buckets: props.buckets ?? [],
    streams: props.streams ?? [],
    checkpointCheck: props.checkpointCheck ?? true,
    architecture: props.architecture ?? Architecture.X86_64,
    memorySize: props.memorySize ?? 1769,
    timeout: props.timeout ?? Duration.minutes(5),
    ephemeralStorageSize: props.ephemeralStorageSize ?? Size.mebibytes(512),
    startingPosition: props.startingPosition ?? StartingPosition.TRIM_HORIZON,
    batchSize: props.batchSize ?? 10_000,
    retryAttempts: props.retryAttempts ?? 10,
    reconcile: props.reconcile ?? Duration.hours(1),
    logRetention: props.logRetention ?? RetentionDays.ONE_MONTH,
    tracing: props.tracing ?? false,
    alarms: props.alarms ?? {},
    alarmActions: props.alarmActions ?? [],
    dashboard: props.dashboard ?? true,
    removalPolicy:
      props.removalPolicy ??
      (scope.node.tryGetContext(REMOVAL_POLICY_CONTEXT) === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN),
  });

export type Settings = ReturnType<typeof settingsOf>;

/** A key of items, a folder of objects and a part of a URL. */
const CHECKPOINT_NAME = /^[A-Za-z0-9][\w.-]{0,127}$/;
const MAX_TIMEOUT_MINUTES = 15;
const MIN_MEMORY_MB = 512;

/** What is looked at, with the defaults set. */
type Checked = StreamingQueryProps &
  Required<Pick<StreamingQueryProps, 'timeout' | 'memorySize' | 'batchSize' | 'reconcile'>>;

function checked<S extends Checked>(settings: S): S {
  const { entry, timeout, memorySize, batchSize, reconcile, environment = {}, checkpointName } = settings;
  const refuse = (name: string, value: string | number, why: string, remedy: string) => {
    throw new MillraceError('DEPLOYMENT_OPTION_INVALID', { query: entry, name, value, why, remedy });
  };
  if (timeout.toMinutes({ integral: false }) > MAX_TIMEOUT_MINUTES)
    refuse(
      'timeout',
      timeout.toHumanString(),
      'a Lambda function ends after 15 minutes',
      'Limit what one batch takes by maxRecordsPerTrigger or maxFilesPerTrigger.',
    );
  if (memorySize < MIN_MEMORY_MB || memorySize > 10_240)
    refuse(
      'memorySize',
      memorySize,
      'DuckDB and Node need 512 MB, and Lambda gives 10240 at most',
      'Give a number from 512 to 10240.',
    );
  if (reconcile.toMinutes({ integral: false }) < 1 || !Number.isInteger(reconcile.toMinutes({ integral: false })))
    refuse(
      'reconcile',
      reconcile.toHumanString(),
      'a schedule runs every so many minutes',
      'Give Duration.minutes(1) or more.',
    );
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 10_000)
    refuse('batchSize', batchSize, 'an event holds 1 to 10,000 records', 'Give a whole number from 1 to 10000.');
  if (checkpointName !== undefined && !CHECKPOINT_NAME.test(checkpointName))
    refuse(
      'checkpointName',
      checkpointName,
      'it is a key, a folder and a part of a URL',
      'Use letters, digits, ".", "_" and "-", 128 at most.',
    );
  const unusable = Object.entries(environment).find(
    ([name, value]) => Token.isUnresolved(value) && !isEnvironmentName(name),
  );
  if (unusable !== undefined)
    refuse(
      'environment',
      unusable[0],
      'a value that is only known once deployed needs a name of capital letters, digits and single underscores',
      'Rename the variable, like OUTPUT_BUCKET.',
    );
  return settings;
}
