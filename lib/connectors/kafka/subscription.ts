import { QueryStartError } from '../../errors/index.ts';
import type { Json } from '../../util/json.ts';
import { partitionName } from './offsets.ts';

/** Which partitions a source reads. */
export type Subscription =
  | { readonly kind: 'assign'; readonly partitions: ReadonlySet<string>; readonly topics: readonly string[] }
  | { readonly kind: 'subscribe'; readonly topics: readonly string[] }
  | { readonly kind: 'subscribePattern'; readonly text: string; readonly pattern: RegExp };

/** The options that name what is read. */
export interface SubscriptionOptions {
  readonly assign: string | undefined;
  readonly subscribe: string | undefined;
  readonly subscribePattern: string | undefined;
}

const NAMES = ['assign', 'subscribe', 'subscribePattern'] as const;

/** What the options name; exactly one of them must be there. */
export function subscription(options: SubscriptionOptions): Subscription {
  const [name, ...others] = NAMES.filter((candidate) => options[candidate] !== undefined);
  if (name === undefined) {
    const description = `one of ${NAMES.join(', ')} says which topics are read`;
    throw new QueryStartError('MISSING_OPTION', { where: 'kafka source', name: 'subscribe', description });
  }
  const [other] = others;
  if (other !== undefined) throw new QueryStartError('OPTION_CONFLICT', { first: name, second: other });
  const text = (options[name] ?? '').trim();
  if (name === 'assign') return assignment(text);
  return name === 'subscribe' ? topics(text) : topicPattern(text);
}

/** Spark's form, for the progress. */
export function describeSubscription(subscribed: Subscription): string {
  if (subscribed.kind === 'assign') return `Assign[${[...subscribed.partitions].join(', ')}]`;
  if (subscribed.kind === 'subscribe') return `Subscribe[${subscribed.topics.join(', ')}]`;
  return `SubscribePattern[${subscribed.text}]`;
}

function assignment(text: string): Subscription {
  const json = parse(text);
  const example = '{"topicA":[0,1],"topicB":[2,4]}';
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw invalid('assign', text, 'it is no JSON of topics and their partitions', example);
  }
  const partitions = new Set<string>();
  for (const [topic, numbers] of Object.entries(json)) {
    if (!Array.isArray(numbers) || !numbers.every((n) => Number.isInteger(n) && Number(n) >= 0)) {
      throw invalid('assign', text, `the partitions of ${topic} are no list of numbers`, example);
    }
    for (const number of numbers) partitions.add(partitionName(topic, Number(number)));
  }
  if (partitions.size === 0) throw invalid('assign', text, 'it names no partition', example);
  return { kind: 'assign', partitions, topics: Object.keys(json) };
}

function topics(text: string): Subscription {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw invalid('subscribe', text, 'it names no topic', 'names of topics with commas between');
  return { kind: 'subscribe', topics: [...new Set(names)] };
}

function topicPattern(text: string): Subscription {
  if (text === '') throw invalid('subscribePattern', text, 'it is empty', 'a regular expression');
  try {
    return { kind: 'subscribePattern', text, pattern: new RegExp(`^(?:${text})$`, 'u') };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw invalid('subscribePattern', text, why, 'a regular expression that matches whole names of topics');
  }
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const invalid = (name: string, value: string, why: string, allowed: string): QueryStartError =>
  new QueryStartError('INVALID_OPTION', { where: 'kafka source', name, value, why, allowed });
