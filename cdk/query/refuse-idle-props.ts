import { MillraceError } from '../../lib/errors/index.ts';
import type { StreamingQueryProps } from '../streaming-query-props.ts';
import type { DeployedQuery } from './deployed-query.ts';
import { sourcesOf } from './resources.ts';
import { type Wiring, wiringOf } from './wiring.ts';

/** What decides whether a property has an effect. */
interface Deployment {
  readonly wiring: Wiring['kind'];
  readonly readsStream: boolean;
  readonly readsObjects: boolean;
}

interface Idle {
  readonly why: string;
  readonly remedy: string;
}

type PropName = 'startingPosition' | 'batchSize' | 'retryAttempts' | 'onFailure' | 'reconcile' | 'schedule' | 'tick';

const LEAVE_OUT = 'Leave the property out';

/** Properties of the event source mapping of a stream. */
function mapping({ wiring, readsStream }: Deployment): Idle | undefined {
  if (!readsStream)
    return {
      why: 'it is about the events of a Kinesis stream, and the query reads none',
      remedy: `${LEAVE_OUT}; how much a batch of files takes is the source's maxFilesPerTrigger.`,
    };
  if (wiring === 'events') return undefined;
  return {
    why: 'it is about the events of a stream, and with this trigger the query reads its stream by a clock or in steps',
    remedy: `${LEAVE_OUT}, or use a processingTime of up to 5 minutes; how much a batch takes is the source's maxRecordsPerTrigger.`,
  };
}

/** By property: why it would have no effect; undefined where it has one. */
const IDLE: Readonly<Record<PropName, (deployment: Deployment) => Idle | undefined>> = {
  startingPosition: mapping,
  batchSize: mapping,
  retryAttempts: mapping,
  onFailure: mapping,
  reconcile: ({ wiring, readsObjects }) => {
    if (!readsObjects)
      return { why: 'it lists the folders of file sources, and the query has none', remedy: `${LEAVE_OUT}.` };
    if (wiring !== 'steps') return undefined;
    return {
      why: 'a query with the trigger once or availableNow lists its folders whenever it is started',
      remedy: `${LEAVE_OUT}.`,
    };
  },
  schedule: ({ wiring }) =>
    wiring === 'steps'
      ? undefined
      : {
          why: 'only queries with the trigger once or availableNow are started',
          remedy: 'Set that trigger, or leave the property out.',
        },
  tick: ({ wiring }) => {
    if (wiring === 'events') return undefined;
    return wiring === 'schedule'
      ? { why: 'its trigger is a clock already, which looks at the watermark too', remedy: `${LEAVE_OUT}.` }
      : {
          why: 'a query with the trigger once or availableNow runs only when it is started',
          remedy: `${LEAVE_OUT}, and give schedule: ScheduleExpression.rate(Duration.hours(1)); or use a processingTime trigger.`,
        };
  },
};

/** Refuses a property that was given but can have no effect on this query: whoever gave it expects one. */
export function refuseIdleProps(query: DeployedQuery, props: StreamingQueryProps): void {
  const sources = sourcesOf(query);
  const deployment: Deployment = {
    wiring: wiringOf(query).kind,
    readsStream: sources.some(({ kind }) => kind === 'stream'),
    readsObjects: sources.some(({ kind }) => kind === 'objects'),
  };
  for (const [name, idle] of Object.entries(IDLE)) {
    const value = props[name as PropName];
    const reason = value === undefined || value === false ? undefined : idle(deployment);
    if (reason !== undefined)
      throw new MillraceError('DEPLOYMENT_OPTION_INVALID', {
        query: query.name,
        name,
        value: textOf(value),
        ...reason,
      });
  }
}

function textOf(value: StreamingQueryProps[PropName]): string {
  if (typeof value !== 'object') return String(value);
  if ('toHumanString' in value) return value.toHumanString();
  return 'expressionString' in value ? value.expressionString : 'given';
}
