import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../local-aws/free-port.ts';

/** How clients reach a broker that wants them to sign in or to encrypt. */
export interface KafkaSecurity {
  /** `host:port` of a listener with SASL and without encryption: PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512. */
  readonly saslServers: string;
  /** `host:port` of a listener with TLS. */
  readonly tlsServers: string;
  /** `host:port` of a listener with both. */
  readonly saslTlsServers: string;
  /** `host:port` of a listener with TLS that wants a certificate of the client; that of the broker will do. */
  readonly mutualServers: string;
  readonly username: string;
  readonly password: string;
  /** A PEM file with the certificate of the broker, made out to 127.0.0.1. */
  readonly certificate: string;
  /** A PKCS12 file with that certificate and its key. */
  readonly keystore: string;
  readonly keystorePassword: string;
}

/** What a broker with SASL and TLS needs besides. */
export interface SecuritySetUp {
  readonly properties: Readonly<Record<string, string>>;
  readonly listeners: readonly string[];
  readonly scramUsers: readonly string[];
  readonly clients: KafkaSecurity;
}

const USERNAME = 'alice';
const PASSWORD = 'wonder;land="1';
const STORE_PASSWORD = 'millrace';

/** Makes a certificate with keytool and the settings of listeners for SASL, TLS and both, on free ports. */
export async function securityProperties(folder: string): Promise<SecuritySetUp> {
  const keystore = join(folder, 'broker.p12');
  const certificate = join(folder, 'broker.pem');
  const store = ['-keystore', keystore, '-storepass', STORE_PASSWORD, '-storetype', 'PKCS12', '-alias', 'broker'];
  const names = ['-dname', 'CN=millrace-test', '-ext', 'SAN=ip:127.0.0.1'];
  keytool('-genkeypair', ...store, '-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '3650', ...names);
  keytool('-exportcert', '-rfc', ...store, '-file', certificate);
  const [sasl, tls, saslTls, mutual] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const quoted = PASSWORD.replaceAll('"', '\\\\"');
  const plain = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${USERNAME}="${quoted}";`;
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  const mechanisms = 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512';
  const signIn = (listener: string) => ({
    [`listener.name.${listener}.sasl.enabled.mechanisms`]: mechanisms,
    [`listener.name.${listener}.plain.sasl.jaas.config`]: plain,
    [`listener.name.${listener}.scram-sha-256.sasl.jaas.config`]: scram,
    [`listener.name.${listener}.scram-sha-512.sasl.jaas.config`]: scram,
  });
  return {
    listeners: [
      `SIGNED://127.0.0.1:${sasl}`,
      `SECRET://127.0.0.1:${tls}`,
      `BOTH://127.0.0.1:${saslTls}`,
      `MUTUAL://127.0.0.1:${mutual}`,
    ],
    properties: {
      'listener.security.protocol.map':
        'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SIGNED:SASL_PLAINTEXT,SECRET:SSL,BOTH:SASL_SSL,MUTUAL:SSL',
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.location': keystore,
      'ssl.keystore.password': STORE_PASSWORD,
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': certificate,
      'listener.name.mutual.ssl.client.auth': 'required',
      ...signIn('signed'),
      ...signIn('both'),
    },
    scramUsers: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map(
      (mechanism) => `${mechanism}=[name=${USERNAME},password=${PASSWORD}]`,
    ),
    clients: {
      saslServers: `127.0.0.1:${sasl}`,
      tlsServers: `127.0.0.1:${tls}`,
      saslTlsServers: `127.0.0.1:${saslTls}`,
      mutualServers: `127.0.0.1:${mutual}`,
      username: USERNAME,
      password: PASSWORD,
      certificate,
      keystore,
      keystorePassword: STORE_PASSWORD,
    },
  };
}

function keytool(...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync('keytool', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`keytool ${args[0]} failed:\n${stdout}${stderr}`);
}
