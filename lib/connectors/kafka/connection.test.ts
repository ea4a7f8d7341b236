import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { clientOptions, consumerOptions, producerOptions } from './client-options.ts';
import { jaasAccount, kafkaConnection, kafkaOptions } from './connection.ts';
import { KAFKA_CONNECTION_SETTINGS, KAFKA_REFUSED_SETTINGS } from './settings.ts';

const connect = (options: Readonly<Record<string, string>>) => {
  const given = { 'kafka.bootstrap.servers': 'one:1, two:2', ...options };
  const values = kafkaOptions('kafka source', KAFKA_CONNECTION_SETTINGS, given);
  return kafkaConnection('kafka source', KAFKA_CONNECTION_SETTINGS, values, 'me');
};

test('settings reach the client', () => {
  const connection = connect({
    'kafka.client.id': 'mine',
    'kafka.request.timeout.ms': '5',
    'kafka.socket.connection.setup.timeout.ms': '6',
    'kafka.default.api.timeout.ms': '7',
    'kafka.retry.backoff.ms': '8',
  });
  assert.deepEqual(clientOptions(connection), {
    clientId: 'mine',
    bootstrapBrokers: ['one:1', 'two:2'],
    retries: 0,
    timeout: 5,
    requestTimeout: 5,
    connectTimeout: 6,
  });
  assert.deepEqual([connection.apiTimeoutMs, connection.backoffMs], [7, 8]);
  assert.equal(connect({}).clientId, 'me');
});

test('the reading client is told its group and rack, the writing one how to send', () => {
  const connection = connect({ 'kafka.retry.backoff.ms': '200' });
  const base = clientOptions(connection);
  const reading = { groupId: 'g', clientRack: 'near' };
  assert.deepEqual(consumerOptions(connection, reading), { ...base, ...reading, autocommit: false });
  assert.equal('clientRack' in consumerOptions(connection, { groupId: 'g', clientRack: undefined }), false);
  const settings = { isIdempotent: true, compression: 'zstd', deliveryTimeoutMs: 1100 } as const;
  const sending = { idempotent: true, compression: 'zstd', retries: 6, retryDelay: 200 };
  assert.deepEqual(producerOptions(connection, settings), { ...base, ...sending });
});

test('TLS: trusted certificates, keys and the check of names', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-pem-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'ca.pem');
  writeFileSync(file, 'CA');
  const tls = (options: Readonly<Record<string, string>>) => connect({ 'kafka.security.protocol': 'ssl', ...options });
  assert.deepEqual(tls({ 'kafka.ssl.truststore.location': file }).tls, { ca: Buffer.from('CA') });
  const pem = {
    'kafka.ssl.truststore.certificates': 'CAS',
    'kafka.ssl.keystore.certificate.chain': 'CERT',
    'kafka.ssl.keystore.key': 'KEY',
    'kafka.ssl.key.password': 'PASS',
  };
  assert.deepEqual(tls(pem).tls, { ca: 'CAS', cert: 'CERT', key: 'KEY', passphrase: 'PASS' });
  const both = { 'kafka.ssl.keystore.location': file };
  assert.deepEqual(tls(both).tls, { cert: Buffer.from('CA'), key: Buffer.from('CA') });
  const pkcs12 = { ...both, 'kafka.ssl.keystore.type': 'PKCS12', 'kafka.ssl.keystore.password': 'p' };
  assert.deepEqual(tls(pkcs12).tls, { pfx: Buffer.from('CA'), passphrase: 'p' });
  assert.equal(
    tls({ 'kafka.ssl.endpoint.identification.algorithm': '' }).tls?.checkServerIdentity?.('', {} as never),
    undefined,
  );
  assert.equal(tls({}).tlsServerName, true);
  assert.equal(tls({ 'kafka.bootstrap.servers': '10.0.0.1:9092,[::1]:9092' }).tlsServerName, false);
  assert.equal(connect({}).tls, undefined);
  assert.throws(() => tls({ 'kafka.ssl.truststore.location': '/nowhere.pem' }), { condition: 'INVALID_OPTION' });
  assert.throws(() => tls({ 'kafka.ssl.truststore.type': 'JKS' }), { condition: 'INVALID_OPTION', message: /PEM/ });
});

test('SASL: the account comes from the JAAS text or from settings of its own', () => {
  const signIn = { 'kafka.security.protocol': 'SASL_SSL', 'kafka.sasl.mechanism': 'scram-sha-512' };
  const jaas = 'org.apache…ScramLoginModule required username="a\\"b" password=\'c;d\';';
  const wanted = { mechanism: 'SCRAM-SHA-512', username: 'a"b', password: 'c;d' };
  assert.deepEqual(connect({ ...signIn, 'kafka.sasl.jaas.config': jaas }).sasl, wanted);
  const account = { 'kafka.sasl.username': 'a"b', 'kafka.sasl.password': 'c;d' };
  assert.deepEqual(connect({ ...signIn, ...account }).sasl, wanted);
  assert.ok(connect({ ...signIn, ...account }).tls);
  assert.deepEqual(jaasAccount('M required username=u password=p;'), { username: 'u', password: 'p' });
  assert.throws(() => connect(signIn), { condition: 'MISSING_OPTION', message: /sasl\.jaas\.config/ });
  assert.throws(() => connect({ 'kafka.security.protocol': 'SASL_SSL', ...account }), {
    condition: 'MISSING_OPTION',
    message: /sasl\.mechanism/,
  });
  assert.throws(() => connect({ ...signIn, 'kafka.sasl.mechanism': 'GSSAPI' }), { condition: 'INVALID_OPTION' });
});

test('settings that a query must not set are refused with the reason, unknown ones with the nearest name', () => {
  for (const [name, reason] of Object.entries(KAFKA_REFUSED_SETTINGS)) {
    assert.throws(() => connect({ [name]: 'x' }), { condition: 'KAFKA_SETTING_NOT_SUPPORTED' }, reason);
  }
  assert.throws(() => connect({ 'kafka.security.protocoll': 'x' }), {
    condition: 'UNKNOWN_OPTION',
    message: /Did you mean "kafka\.security\.protocol"/,
  });
  const values = kafkaOptions('kafka sink', KAFKA_CONNECTION_SETTINGS, {});
  assert.throws(() => kafkaConnection('kafka sink', KAFKA_CONNECTION_SETTINGS, values, 'me'), {
    condition: 'MISSING_OPTION',
    message: /kafka\.bootstrap\.servers/,
  });
});
