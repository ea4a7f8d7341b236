/** Raised as a deployed query is synthesized. */
export const deployConditions = {
  DEPLOYMENT_INCOMPATIBLE: {
    message:
      'The new query "<query>" cannot go on from the live checkpoint <location>: <changes>. The deployed query is left as it was.',
    remedy:
      'Choose: undo the change; or begin anew beside the old state with checkpointName: "<newName>"; or, for windows and output modes alone, accept that results of before and after mix with conf: { "spark.millrace.allowIncompatibleChanges": "window" } or "outputMode".',
  },
  DEPLOYMENT_OPTION_INVALID: {
    message: 'The property <name> of the streaming query "<query>" cannot be <value>: <why>.',
    remedy: '<remedy>',
  },
  DEPLOYMENT_PACKAGES_MISSING: {
    message: 'npm could not install <packages> for Linux on <cpu>: <why>',
    remedy:
      'The functions need these packages beside their bundle. Deploy for the other processor: `architecture: Architecture.<other>` (of aws-cdk-lib/aws-lambda) in the properties of the construct. Or let npm use a registry that has them: `npm config get registry` tells which one it asks, and `npm_config_registry=URL` in the environment of the CDK names another. Once installed they are kept in ~/.cache/millrace.',
  },
  QUERY_MODULE_UNREADABLE: {
    message: 'The query of <entry> cannot be read: <why>',
    remedy:
      'Export the query as the default of the file: `export default defineQuery(NAME, (session) => …)`. The file is run on Node 24 while the stack is synthesized.',
  },
  'UNSUPPORTED_DEPLOYMENT.ASSET_TOO_LARGE': {
    message:
      'The functions of the query "<query>" take <size> MB unzipped, and Lambda allows <limit> MB. The largest parts: <largest>.',
    remedy: 'Import less in <entry>, or load large data from S3.',
  },
  'UNSUPPORTED_DEPLOYMENT.CONTINUOUS_TRIGGER': {
    message:
      'The query "<query>" has the continuous trigger, which needs a process that never ends; a Lambda function ends after 15 minutes at most.',
    remedy:
      "Use trigger({ processingTime: '0 seconds' }), by which each arrival is a batch, or run the query with `millrace run` on a machine of your own.",
  },
  'UNSUPPORTED_DEPLOYMENT.LOCAL_PATH': {
    message: 'The <role> of the query "<query>" has the path <path>, which no Lambda function can reach.',
    remedy:
      "Give a path that begins with s3://. Set it by an environment variable to run the same query on this machine: process.env['FLIGHTS'] ?? 'data/flights'.",
  },
  'UNSUPPORTED_DEPLOYMENT.OUTPUT_MODE': {
    message:
      'The query "<query>" has the output mode <outputMode>, which the sink <format> does not take: it takes <allowed>.',
    remedy: 'Set one of these with outputMode(…), or write to another sink.',
  },
  'UNSUPPORTED_DEPLOYMENT.SINK': {
    message: 'The query "<query>" writes to the sink <format>, which makes no sense when deployed: <why>.',
    remedy: 'Write to one of: <allowed>.',
  },
  'UNSUPPORTED_DEPLOYMENT.SOURCE': {
    message: 'The query "<query>" reads the source <format>, which makes no sense when deployed: <why>.',
    remedy: 'Read one of: <allowed>.',
  },
  'UNSUPPORTED_DEPLOYMENT.TRIGGER_INTERVAL': {
    message: 'The query "<query>" has the trigger interval <interval>, which no schedule of AWS can give: <why>.',
    remedy: '<remedy>',
  },
};
