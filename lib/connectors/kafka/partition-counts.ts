import { hasKafkaError } from './client-errors.ts';

interface MetadataClient {
  metadata(options: {
    readonly topics: string[];
    readonly forceUpdate: boolean;
    readonly autocreateTopics: boolean;
    readonly retries: number;
  }): Promise<{ readonly topics: ReadonlyMap<string, { readonly partitionsCount: number } | undefined> }>;
}

/** How many partitions topics have now; one that is not there is left out, or made if `create` and the broker allows. */
export async function partitionCounts(
  client: MetadataClient,
  topics: readonly string[],
  create: boolean,
): Promise<ReadonlyMap<string, number>> {
  const ask = async (names: readonly string[]): Promise<[string, number][]> => {
    if (names.length === 0) return [];
    try {
      const options = { topics: [...names], forceUpdate: true, autocreateTopics: create, retries: 0 };
      const metadata = await client.metadata(options);
      return names.flatMap((name): [string, number][] => {
        const count = metadata.topics.get(name)?.partitionsCount;
        return count === undefined ? [] : [[name, count]];
      });
    } catch (error) {
      if (!isUnknownTopic(error)) throw error;
      // The client refuses all topics if one is missing.
      if (names.length === 1) return [];
      const each: [string, number][] = [];
      for (const name of names) each.push(...(await ask([name])));
      return each;
    }
  };
  return new Map(await ask(topics));
}

/** Whether a topic is not there. The client turns Kafka's answer into an error of its own, with the name of the topic in its text. */
export const isUnknownTopic = (error: unknown): boolean =>
  (error instanceof Error && /^Unknown topic /.test(error.message)) ||
  hasKafkaError(error, 'UNKNOWN_TOPIC_OR_PARTITION');
