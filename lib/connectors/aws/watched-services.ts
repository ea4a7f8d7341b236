import type { AwsCall, AwsServices } from './ports.ts';

/** The same services; `onCall` hears of every call once it has ended. */
export function watchedServices(services: AwsServices, onCall: (call: AwsCall) => void): AwsServices {
  return {
    dynamoDb: async () => watched('dynamoDb', await services.dynamoDb(), onCall),
    s3: async () => watched('s3', await services.s3(), onCall),
    kinesis: async () => watched('kinesis', await services.kinesis(), onCall),
  };
}

type Operation = (input: unknown) => Promise<unknown>;

function watched<P extends object>(service: AwsCall['service'], port: P, onCall: (call: AwsCall) => void): P {
  const operations = Object.entries(port as Record<string, Operation>).map(([operation, call]): [string, Operation] => [
    operation,
    async (input) => {
      try {
        const output = await call(input);
        onCall({ service, operation, capacityUnits: capacityUnits(output), error: undefined });
        return output;
      } catch (error) {
        onCall({ service, operation, capacityUnits: 0, error: error instanceof Error ? error.name : String(error) });
        throw error;
      }
    },
  ]);
  return Object.fromEntries(operations) as P;
}

function capacityUnits(output: unknown): number {
  const { ConsumedCapacity: consumed } = (output ?? {}) as { ConsumedCapacity?: Capacity | readonly Capacity[] };
  const all = consumed === undefined ? [] : [consumed].flat();
  return all.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

interface Capacity {
  readonly CapacityUnits?: number;
}
