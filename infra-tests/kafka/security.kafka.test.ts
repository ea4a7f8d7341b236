import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { secureOptions } from '../../examples/kafka/kafka.ts';
import { openSession, recordTexts, TestKafka, temporaryFolder } from './kafka.fixture.ts';

const kafka = new TestKafka({ secure: true });

function listeners() {
  const { security } = kafka.broker;
  assert.ok(security);
  const { username, password } = security;
  const module = (name: string) =>
    `org.apache.kafka.common.security.${name} required username="${username}" password="${password.replaceAll('"', '\\"')}";`;
  return { ...security, plain: module('plain.PlainLoginModule'), scram: module('scram.ScramLoginModule') };
}

/** Writes a record and reads it back with the same settings. */
async function roundTrip(t: TestContext, settings: Readonly<Record<string, string>>): Promise<void> {
  const topic = await kafka.topic();
  const session = await openSession(t);
  session.memoryStream('value STRING', 'rows').addData(['secret']);
  const query = await session.readStream
    .format('memory')
    .option('stream', 'rows')
    .load()
    .writeStream.format('kafka')
    .options({ ...settings, topic, 'kafka.delivery.timeout.ms': '30000', 'kafka.max.block.ms': '30000' })
    .option('checkpointLocation', await temporaryFolder(t))
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  const frame = session.read
    .format('kafka')
    .options({ ...settings, subscribe: topic, 'kafka.default.api.timeout.ms': '30000' })
    .load();
  assert.deepEqual(await recordTexts(frame), [`${topic}-0@0=secret`]);
}

const settings = (servers: string, protocol: string) => ({
  'kafka.bootstrap.servers': servers,
  'kafka.security.protocol': protocol,
});

test('SASL: PLAIN and SCRAM, with a JAAS text or with name and password', async (t) => {
  const { saslServers, plain, scram, username, password } = listeners();
  const signIn = settings(saslServers, 'SASL_PLAINTEXT');
  const account = { 'kafka.sasl.username': username, 'kafka.sasl.password': password };
  await roundTrip(t, { ...signIn, 'kafka.sasl.mechanism': 'PLAIN', 'kafka.sasl.jaas.config': plain });
  await roundTrip(t, { ...signIn, 'kafka.sasl.mechanism': 'PLAIN', ...account });
  await roundTrip(t, { ...signIn, 'kafka.sasl.mechanism': 'SCRAM-SHA-256', 'kafka.sasl.jaas.config': scram });
  await roundTrip(t, { ...signIn, 'kafka.sasl.mechanism': 'SCRAM-SHA-512', ...account });
});

test('a wrong password fails at once, with the reason', async (t) => {
  const { saslServers, username } = listeners();
  const account = { 'kafka.sasl.username': username, 'kafka.sasl.password': 'wrong' };
  const signIn = { ...settings(saslServers, 'SASL_PLAINTEXT'), 'kafka.sasl.mechanism': 'PLAIN', ...account };
  const frame = (await openSession(t)).read
    .format('kafka')
    .options({ ...signIn, subscribe: 'any' })
    .load();
  const before = performance.now();
  await assert.rejects(frame.collect(), { condition: 'KAFKA_REQUEST_FAILED', message: /uthentication/ });
  assert.ok(performance.now() - before < 30_000, 'far less than the minute in which a broker would be tried again');
});

test('TLS: a certificate that is trusted, by file or by text; another is refused', async (t) => {
  const { tlsServers, certificate } = listeners();
  const encrypted = settings(tlsServers, 'SSL');
  const byFile = { 'kafka.ssl.truststore.type': 'PEM', 'kafka.ssl.truststore.location': certificate };
  await roundTrip(t, { ...encrypted, ...byFile });
  await roundTrip(t, { ...encrypted, 'kafka.ssl.truststore.certificates': readFileSync(certificate, 'utf8') });
  const frame = (await openSession(t)).read
    .format('kafka')
    .options({ ...encrypted, subscribe: 'any', 'kafka.default.api.timeout.ms': 300 })
    .load();
  await assert.rejects(frame.collect(), { condition: 'KAFKA_REQUEST_FAILED', message: /certificate/ });
});

test('the name in the certificate is checked, unless that is switched off', async (t) => {
  const { tlsServers, certificate } = listeners();
  const wrongName = tlsServers.replace('127.0.0.1', 'localhost');
  const encrypted = { ...settings(wrongName, 'SSL'), 'kafka.ssl.truststore.location': certificate };
  const frame = (await openSession(t)).read
    .format('kafka')
    .options({ ...encrypted, subscribe: 'any', 'kafka.default.api.timeout.ms': 300 })
    .load();
  await assert.rejects(frame.collect(), { condition: 'KAFKA_REQUEST_FAILED', message: /altnames|Hostname/ });
  await roundTrip(t, { ...encrypted, 'kafka.ssl.endpoint.identification.algorithm': '' });
});

test('SASL and TLS together', async (t) => {
  const { saslTlsServers, certificate, scram, username, password } = listeners();
  const address = { 'kafka.bootstrap.servers': saslTlsServers };
  await roundTrip(t, { ...address, ...secureOptions(username, password, certificate) });
  await roundTrip(t, {
    ...settings(saslTlsServers, 'SASL_SSL'),
    'kafka.ssl.truststore.location': certificate,
    'kafka.sasl.mechanism': 'SCRAM-SHA-512',
    'kafka.sasl.jaas.config': scram,
  });
});

test('a broker that wants a certificate of the client gets it from a key store', async (t) => {
  const { mutualServers, certificate, keystore, keystorePassword } = listeners();
  const encrypted = { ...settings(mutualServers, 'SSL'), 'kafka.ssl.truststore.location': certificate };
  await roundTrip(t, {
    ...encrypted,
    'kafka.ssl.keystore.type': 'PKCS12',
    'kafka.ssl.keystore.location': keystore,
    'kafka.ssl.keystore.password': keystorePassword,
  });
  const frame = (await openSession(t)).read
    .format('kafka')
    .options({ ...encrypted, subscribe: 'any', 'kafka.default.api.timeout.ms': 300 })
    .load();
  await assert.rejects(frame.collect(), { condition: 'KAFKA_REQUEST_FAILED' });
});
