import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KAFKA_LIB, KAFKA_VERSION } from '../scripts/kafka/kafka-jars.ts';
import { ROOT } from '../scripts/project.ts';

const FOLDER = join(ROOT, '.cache', 'spark-kafka');
const REPOSITORY = process.env['MAVEN_REPOSITORY'] ?? 'https://repo1.maven.org/maven2';

/** Spark's Kafka connector, of the newest version that is published for Scala 2.13; path and SHA-256. */
const JARS: Readonly<Record<string, string>> = {
  'org/apache/spark/spark-sql-kafka-0-10_2.13/4.2.0/spark-sql-kafka-0-10_2.13-4.2.0.jar':
    '64539c45e5d39f7ddb747312c239f38f5208d08c1a0ddf7d70beb2fbd9373705',
  'org/apache/spark/spark-token-provider-kafka-0-10_2.13/4.2.0/spark-token-provider-kafka-0-10_2.13-4.2.0.jar':
    '641c7947afc8aa1189e433b7c2d305293993c8691bc1c2062d6d4f513b12518c',
  'org/apache/commons/commons-pool2/2.12.1/commons-pool2-2.12.1.jar':
    '5273c8bc8c0dca2211175c0d27efbd7228efae99689aac001a8e1ef8e872e9ef',
};

/** The jars that PySpark needs to read Kafka, fetched once; the broker's own client is used. */
export async function sparkKafkaJars(): Promise<readonly string[]> {
  mkdirSync(FOLDER, { recursive: true });
  const files = await Promise.all(Object.entries(JARS).map(([path, sha256]) => fetchJar(path, sha256)));
  return [...files, join(KAFKA_LIB, `kafka-clients-${KAFKA_VERSION}.jar`)];
}

async function fetchJar(path: string, sha256: string): Promise<string> {
  const file = join(FOLDER, path.slice(path.lastIndexOf('/') + 1));
  if (existsSync(file)) return file;
  const response = await fetch(`${REPOSITORY}/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${response.statusText}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) throw new Error(`${path} has the SHA-256 ${found}, not ${sha256}`);
  writeFileSync(`${file}-${process.pid}`, bytes);
  renameSync(`${file}-${process.pid}`, file);
  return file;
}
