import type { BaseOptions, ConsumerOptions, ProducerOptions } from '@platformatic/kafka';
import type { KafkaConnection } from './connection.ts';

/** The client's form of a connection. It repeats nothing by itself: how often and how long is said by our own settings. */
export function clientOptions(connection: KafkaConnection): BaseOptions {
  const { servers, clientId, tls, tlsServerName, sasl, requestTimeoutMs, connectTimeoutMs } = connection;
  return {
    clientId,
    bootstrapBrokers: [...servers],
    retries: 0,
    timeout: requestTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectTimeout: connectTimeoutMs,
    ...(tls === undefined ? {} : { tls }),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    ...(sasl === undefined ? {} : { sasl }),
  };
}

/** The client that reads; it never joins its group. */
export const consumerOptions = (
  connection: KafkaConnection,
  { groupId, clientRack }: { readonly groupId: string; readonly clientRack: string | undefined },
): ConsumerOptions<Buffer, Buffer, Buffer, Buffer> => ({
  ...clientOptions(connection),
  groupId,
  autocommit: false,
  ...(clientRack === undefined ? {} : { clientRack }),
});

/** How records are sent. */
interface SendSettings {
  readonly isIdempotent: boolean;
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  readonly deliveryTimeoutMs: number;
}

/** The client that writes. It must repeat requests itself: only it knows the sequence numbers that make a repetition harmless. */
export function producerOptions(
  connection: KafkaConnection,
  settings: SendSettings,
): ProducerOptions<Buffer, Buffer, Buffer, Buffer> {
  const retryDelay = Math.max(1, connection.backoffMs);
  return {
    ...clientOptions(connection),
    idempotent: settings.isIdempotent,
    compression: settings.compression,
    retries: Math.max(2, Math.ceil(settings.deliveryTimeoutMs / retryDelay)),
    retryDelay,
  };
}
