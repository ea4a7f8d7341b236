import { quotedIdentifier } from '../expression/spark-printer.ts';
import type { StructType } from '../types/data-type.ts';
import { toDdl } from '../types/ddl.ts';
import { notPrintable } from './not-printable.ts';
import { optionCalls, pythonText, takeOption } from './python-text.ts';

/** The connector that EMR brings along. */
const CONNECTOR = 'aws-kinesis';
const METADATA: readonly string[] = ['partitionKey', 'sequenceNumber', 'approximateArrivalTimestamp'];

/** A Kinesis stream by EMR's connector: records as JSON where there is a schema, as they are otherwise. */
export function kinesisSource(reader: string, options: Readonly<Record<string, string>>, schema: StructType): string {
  if (reader !== 'spark.readStream') throw notPrintable('a Kinesis stream as a table', 'Read it as a stream.');
  const position = takeOption(options, 'initialPosition').value?.toLowerCase() ?? 'latest';
  if (position === 'at_timestamp')
    throw notPrintable('initialPosition=at_timestamp', "Begin with 'latest' or 'trim_horizon'.");
  if (takeOption(options, 'includeMetadata').value?.toLowerCase() === 'true')
    throw notPrintable(
      'includeMetadata',
      'Read the stream without a schema, and parse the column data with from_json.',
    );
  const load = `${reader}.format(${pythonText(CONNECTOR)})${connection(options)}${optionCalls({
    'kinesis.consumerType': 'GetRecords',
    'kinesis.startingposition': position.toUpperCase(),
  })}.load()`;
  const names = schema.fields.map((field) => field.name);
  const isRaw = names.includes('data') && METADATA.every((name) => names.includes(name));
  if (isRaw) return `${load}.selectExpr(${names.map((name) => pythonText(rawColumn(name))).join(', ')})`;
  const parsed = `from_json(CAST(data AS STRING), ${sqlText(toDdl(schema))}) AS record`;
  return `${load}.selectExpr(${pythonText(parsed)}).select("record.*")`;
}

/** Writer and columns of a Kinesis sink: rows as JSON, or a column `data` as it is. */
export function kinesisSink(options: Readonly<Record<string, string>>, columns: readonly string[]) {
  const key = takeOption(options, 'partitionKey').value;
  const data = columns.includes('data') ? 'data' : 'to_json(struct(*)) AS data';
  const partitionKey =
    key === undefined
      ? 'md5(to_json(struct(*))) AS partitionKey'
      : `CAST(${quotedIdentifier(key)} AS STRING) AS partitionKey`;
  return { format: CONNECTOR, options: connection(options), select: [data, partitionKey] };
}

function connection(options: Readonly<Record<string, string>>): string {
  const stream = takeOption(options, 'streamName').value;
  if (stream === undefined) throw notPrintable('a Kinesis stream by its ARN', 'Name it with the option streamName.');
  const endpoint = '.option("kinesis.endpointUrl", f"https://kinesis.{REGION}.amazonaws.com")';
  return `${optionCalls({ 'kinesis.streamName': stream })}.option("kinesis.region", REGION)${endpoint}`;
}

/** The connector does not tell the shard: whoever asks for it shall not get null. */
const NO_SHARD = "raise_error('the shard of a record is not known to the connector') AS shardId";

const rawColumn = (name: string): string =>
  name === 'stream' ? 'streamName AS stream' : name === 'shardId' ? NO_SHARD : name;

const sqlText = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
