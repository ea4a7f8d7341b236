import { NON_NEGATIVE_LONG, type OptionRecord, type OptionTable, option, POSITIVE_INT } from '../options.ts';

const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
const ACKS = ['all', '-1', '1', '0'] as const;

const optional = <W extends string>(words: readonly [W, ...W[]], description: string): OptionRecord<W | undefined> => ({
  ...option.oneOf(words, words[0], description),
  default: undefined,
});

/** Kafka's own settings that source and sink pass on, by the names that Kafka gives them. */
export const KAFKA_CONNECTION_SETTINGS = {
  'kafka.bootstrap.servers': option.text(undefined, 'brokers to ask first: host:port, with commas between'),
  'kafka.client.id': option.text(undefined, 'the name that brokers see in logs and quotas'),
  'kafka.security.protocol': option.oneOf(
    ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'],
    'PLAINTEXT',
    'how brokers are spoken to',
  ),
  'kafka.sasl.mechanism': optional<(typeof MECHANISMS)[number]>(MECHANISMS, 'how the client signs in'),
  'kafka.sasl.jaas.config': option.text(
    undefined,
    'the account: org.apache.kafka…LoginModule required username="…" password="…";',
  ),
  'kafka.sasl.username': option.text(undefined, 'the account, in place of sasl.jaas.config'),
  'kafka.sasl.password': option.text(undefined, 'its password'),
  'kafka.ssl.truststore.type': optional(['PEM'], 'the form of the certificates that are trusted'),
  'kafka.ssl.truststore.location': option.text(undefined, 'a PEM file of certificates that are trusted'),
  'kafka.ssl.truststore.certificates': option.text(undefined, 'certificates that are trusted, as PEM text'),
  'kafka.ssl.keystore.type': optional(['PEM', 'PKCS12'], 'the form of the key store'),
  'kafka.ssl.keystore.location': option.text(undefined, 'a file with the key and certificate of the client'),
  'kafka.ssl.keystore.password': option.text(undefined, 'the password of a PKCS12 key store'),
  'kafka.ssl.keystore.certificate.chain': option.text(undefined, 'the certificate of the client, as PEM text'),
  'kafka.ssl.keystore.key': option.text(undefined, 'the key of the client, as PEM text'),
  'kafka.ssl.key.password': option.text(undefined, 'the password of the key'),
  'kafka.ssl.endpoint.identification.algorithm': option.text(
    'https',
    'https checks that the certificate names the broker; empty does not',
  ),
  'kafka.request.timeout.ms': option.integer(POSITIVE_INT, 30_000, 'how long to wait for one answer'),
  'kafka.default.api.timeout.ms': option.integer(POSITIVE_INT, 60_000, 'how long to ask for topics and offsets'),
  'kafka.retry.backoff.ms': option.integer(NON_NEGATIVE_LONG, 100, 'how long to wait before asking again'),
  'kafka.socket.connection.setup.timeout.ms': option.integer(POSITIVE_INT, 10_000, 'how long connecting may take'),
} satisfies OptionTable;

/** Kafka's own settings for reading. */
export const KAFKA_CONSUMER_SETTINGS = {
  ...KAFKA_CONNECTION_SETTINGS,
  'kafka.group.id': option.text(undefined, 'the group id, in place of one made from groupIdPrefix'),
  'kafka.isolation.level': option.oneOf(
    ['read_uncommitted', 'read_committed'],
    'read_uncommitted',
    'whether records of open and aborted transactions are read',
  ),
  'kafka.client.rack': option.text(undefined, 'the rack of this machine, to read from replicas near it'),
  'kafka.fetch.min.bytes': option.integer(POSITIVE_INT, 1, 'how much a broker collects before it answers'),
  'kafka.fetch.max.bytes': option.integer(POSITIVE_INT, 52_428_800, 'how much one answer may hold'),
  'kafka.fetch.max.wait.ms': option.integer(POSITIVE_INT, 500, 'how long a broker collects at most'),
  'kafka.max.partition.fetch.bytes': option.integer(POSITIVE_INT, 1_048_576, 'how much of one partition it may hold'),
} satisfies OptionTable;

/** Kafka's own settings for writing. */
export const KAFKA_PRODUCER_SETTINGS = {
  ...KAFKA_CONNECTION_SETTINGS,
  'kafka.acks': option.oneOf<(typeof ACKS)[number]>(ACKS, 'all', 'how many replicas must have a record'),
  'kafka.enable.idempotence': option.boolean(true, 'write each record of a request once, however often it is sent'),
  'kafka.compression.type': option.oneOf<(typeof COMPRESSIONS)[number]>(
    COMPRESSIONS,
    'none',
    'how records are compressed',
  ),
  'kafka.delivery.timeout.ms': option.integer(POSITIVE_INT, 120_000, 'how long sending may take, repetitions included'),
  'kafka.max.block.ms': option.integer(POSITIVE_INT, 60_000, 'how long to wait for a topic that is being made'),
  'kafka.max.request.size': option.integer(POSITIVE_INT, 1_048_576, 'how much one request may hold'),
} satisfies OptionTable;

const DESERIALIZE = 'keys and values come as bytes; cast or decode them with functions of the query';
const NO_GROUP = 'the query keeps its offsets itself and joins no consumer group';

/** Settings of Kafka that a query must not set, with the reason. */
export const KAFKA_REFUSED_SETTINGS: Readonly<Record<string, string>> = Object.freeze({
  'kafka.auto.offset.reset': 'the option startingOffsets says where a new query starts',
  'kafka.key.deserializer': DESERIALIZE,
  'kafka.value.deserializer': DESERIALIZE,
  'kafka.key.serializer': 'the key column is written as it is, a STRING or BINARY',
  'kafka.value.serializer': 'the value column is written as it is, a STRING or BINARY',
  'kafka.enable.auto.commit': NO_GROUP,
  'kafka.auto.commit.interval.ms': NO_GROUP,
  'kafka.session.timeout.ms': NO_GROUP,
  'kafka.heartbeat.interval.ms': NO_GROUP,
  'kafka.max.poll.interval.ms': NO_GROUP,
  'kafka.max.poll.records': 'the option maxOffsetsPerTrigger says how much a batch takes',
  'kafka.partition.assignment.strategy': NO_GROUP,
  'kafka.interceptor.classes': 'interceptors could change the records',
  'kafka.transactional.id': 'the sink writes at least once, without transactions',
});
