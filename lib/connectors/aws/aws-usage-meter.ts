import type { AwsUsage } from '../../contracts/progress.ts';
import type { AwsCall } from './ports.ts';

/** Counts the calls of one query until they are taken into a progress. */
export class AwsUsageMeter {
  #requests: Record<string, Record<string, number>> = {};
  #dynamoDbCapacityUnits = 0;

  note({ service, operation, capacityUnits }: Pick<AwsCall, 'service' | 'operation' | 'capacityUnits'>): void {
    const counts = this.#requests[service] ?? {};
    counts[operation] = (counts[operation] ?? 0) + 1;
    this.#requests[service] = counts;
    this.#dynamoDbCapacityUnits += capacityUnits;
  }

  /** What was counted since the last call; undefined where nothing was. */
  take(): AwsUsage | undefined {
    const usage = { requests: this.#requests, dynamoDbCapacityUnits: this.#dynamoDbCapacityUnits };
    this.#requests = {};
    this.#dynamoDbCapacityUnits = 0;
    return Object.keys(usage.requests).length === 0 ? undefined : usage;
  }
}
