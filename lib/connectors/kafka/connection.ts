import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { QueryStartError } from '../../errors/index.ts';
import {
  type OptionTable,
  type OptionTexts,
  type OptionValues,
  readOptionValues,
  refuseUnknownOptions,
  requireOption,
} from '../options.ts';
import { type KAFKA_CONNECTION_SETTINGS, KAFKA_REFUSED_SETTINGS } from './settings.ts';

/** How to reach a cluster. */
export interface KafkaConnection {
  readonly servers: readonly string[];
  readonly clientId: string;
  readonly tls?: TlsOptions;
  readonly tlsServerName?: boolean;
  readonly sasl?: { readonly mechanism: SaslMechanism; readonly username: string; readonly password: string };
  readonly requestTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly apiTimeoutMs: number;
  readonly backoffMs: number;
}

type SaslMechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
type ConnectionValues = OptionValues<typeof KAFKA_CONNECTION_SETTINGS>;

/** The values of a table's options; refuses `kafka.*` settings that a query must not set, and those nobody knows. */
export function kafkaOptions<Table extends OptionTable>(
  where: string,
  table: Table,
  options: OptionTexts,
): OptionValues<Table> {
  for (const name of Object.keys(options)) {
    const reason = KAFKA_REFUSED_SETTINGS[name.toLowerCase()];
    if (reason !== undefined) throw new QueryStartError('KAFKA_SETTING_NOT_SUPPORTED', { where, name, reason });
  }
  refuseUnknownOptions(where, Object.keys(table), options);
  return readOptionValues(where, table, options);
}

/** How the `kafka.*` settings say the cluster is reached; `clientId` is used where they name none. */
export function kafkaConnection(
  where: string,
  table: typeof KAFKA_CONNECTION_SETTINGS,
  values: ConnectionValues,
  clientId: string,
): KafkaConnection {
  const servers = requireOption(where, table, values, 'kafka.bootstrap.servers')
    .split(',')
    .map((server) => server.trim())
    .filter((server) => server !== '');
  const protocol = values['kafka.security.protocol'];
  const checksName = values['kafka.ssl.endpoint.identification.algorithm'].trim() !== '';
  return {
    servers,
    clientId: values['kafka.client.id'] ?? clientId,
    ...(protocol.endsWith('SSL')
      ? { tls: tlsOptions(where, values, checksName), tlsServerName: !servers.every(isAddress) }
      : {}),
    ...(protocol.startsWith('SASL') ? { sasl: saslAccount(where, values) } : {}),
    requestTimeoutMs: values['kafka.request.timeout.ms'],
    connectTimeoutMs: values['kafka.socket.connection.setup.timeout.ms'],
    apiTimeoutMs: values['kafka.default.api.timeout.ms'],
    backoffMs: values['kafka.retry.backoff.ms'],
  };
}

// A name is told to the server before the handshake; an address must not be.
const isAddress = (server: string): boolean => isIP(server.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')) !== 0;

function tlsOptions(where: string, values: ConnectionValues, checksName: boolean): TlsOptions {
  const trusted = values['kafka.ssl.truststore.location'];
  const ca = values['kafka.ssl.truststore.certificates'] ?? readStore(where, 'kafka.ssl.truststore.location', trusted);
  const store = readStore(where, 'kafka.ssl.keystore.location', values['kafka.ssl.keystore.location']);
  const isPkcs12 = values['kafka.ssl.keystore.type'] === 'PKCS12';
  const cert = values['kafka.ssl.keystore.certificate.chain'] ?? (isPkcs12 ? undefined : store);
  const key = values['kafka.ssl.keystore.key'] ?? (isPkcs12 ? undefined : store);
  const passphrase = isPkcs12 ? values['kafka.ssl.keystore.password'] : values['kafka.ssl.key.password'];
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(isPkcs12 && store !== undefined ? { pfx: store } : {}),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(checksName ? {} : { checkServerIdentity: () => undefined }),
  };
}

function readStore(where: string, name: string, path: string | undefined): Buffer | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new QueryStartError('INVALID_OPTION', { where, name, value: path, why, allowed: 'a file that can be read' });
  }
}

function saslAccount(where: string, values: ConnectionValues): NonNullable<KafkaConnection['sasl']> {
  const jaas = values['kafka.sasl.jaas.config'];
  const account = jaas === undefined ? undefined : jaasAccount(jaas);
  const mechanism = values['kafka.sasl.mechanism'];
  const username = account?.username ?? values['kafka.sasl.username'];
  const password = account?.password ?? values['kafka.sasl.password'];
  const missing = (name: string, description: string) =>
    new QueryStartError('MISSING_OPTION', { where, name, description });
  if (mechanism === undefined) throw missing('kafka.sasl.mechanism', 'PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512');
  if (username === undefined || password === undefined) {
    throw missing('kafka.sasl.jaas.config', '… required username="…" password="…";');
  }
  return { mechanism, username, password };
}

/** User name and password of a JAAS text; undefined where it has none. */
export function jaasAccount(text: string): { readonly username?: string; readonly password?: string } {
  const entry = (name: string): string | undefined => {
    const found = new RegExp(`\\b${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|'((?:[^'\\\\]|\\\\.)*)'|([^\\s;]+))`).exec(
      text,
    );
    return (found?.[1] ?? found?.[2])?.replace(/\\(.)/g, '$1') ?? found?.[3];
  };
  const [username, password] = [entry('username'), entry('password')];
  return { ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) };
}
