import type { BaseOptions } from '@platformatic/kafka';
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
