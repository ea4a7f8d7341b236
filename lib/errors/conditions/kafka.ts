const DATA_LOSS = `Some data may have been lost because they are not available in Kafka any more; either the data was aged out by Kafka or the topic may have been deleted before all the data in the topic was processed. If you don't want your streaming query to fail on such cases, set the source option failOnDataLoss to false. Reason:`;

/** Raised by the kafka source and sink. */
export const kafkaConditions = {
  'KAFKA_DATA_LOSS.ADDED_PARTITION_DOES_NOT_START_FROM_OFFSET_ZERO': {
    message: `${DATA_LOSS} Added partition <topicPartition> starts from <startOffset> instead of 0.`,
    sqlState: '22000',
  },
  'KAFKA_DATA_LOSS.COULD_NOT_READ_OFFSET_RANGE': {
    message: `${DATA_LOSS} Could not read records in offset [<startOffset>, <endOffset>) for topic partition <topicPartition> with consumer group <groupId>.`,
    sqlState: '22000',
  },
  'KAFKA_DATA_LOSS.INITIAL_OFFSET_NOT_FOUND_FOR_PARTITIONS': {
    message: `${DATA_LOSS} Cannot find initial offsets for partitions <partitions>. They may have been deleted.`,
    sqlState: '22000',
  },
  'KAFKA_DATA_LOSS.PARTITIONS_DELETED': {
    message: `${DATA_LOSS} Partitions <partitions> have been deleted.`,
    sqlState: '22000',
  },
  'KAFKA_DATA_LOSS.PARTITION_OFFSET_CHANGED': {
    message: `${DATA_LOSS} Partition <topicPartition> offset was changed from <prevOffset> to <newOffset>. This could be either 1) a user error that the start offset is set beyond available offset when starting query, or 2) the kafka topic-partition is deleted and re-created.`,
    sqlState: '22000',
  },
  KAFKA_NO_OFFSET_FOR_TIMESTAMP: {
    message: 'No offset matched from request of topic-partition <topicPartition> and timestamp <timestamp>.',
    remedy:
      'Give an earlier time, or start at the end of such partitions with the option "startingOffsetsByTimestampStrategy" set to latest.',
  },
  KAFKA_NULL_TOPIC_IN_DATA: {
    message:
      'The Kafka message data sent to the producer contains a null topic. Use the `topic` option for setting a default topic.',
  },
  KAFKA_OFFSET_UNREADABLE: {
    message: 'The checkpoint holds <offset>, which is no offset of a kafka source.',
    remedy: 'Start the query with a new checkpoint location, or restore this one.',
  },
  KAFKA_PARTITION_NOT_FOUND: {
    message: 'A row asks for partition <partition> of the topic <topic>, which has <count>: 0 to <last>.',
    remedy: 'Give a column "partition" that fits, or leave it out or NULL to have partitions chosen by key.',
  },
  KAFKA_POLL_TIMEOUT: {
    message: 'Cannot fetch record for offset <offset> of <topicPartition> in <timeoutMs> milliseconds: <reason>.',
    remedy: 'Check that the brokers are up, or raise the option "kafkaConsumer.pollTimeoutMs".',
  },
  KAFKA_REQUEST_FAILED: {
    message: 'Kafka at <servers> cannot <what>: <reason>.',
    remedy: 'Check kafka.bootstrap.servers, the security settings, and that the brokers are up.',
  },
  KAFKA_SEND_FAILED: {
    message: 'Kafka at <servers> has not taken the records of the batch: <reason>.',
    remedy: 'Check that the brokers are up and take records of this size, and that the account may write.',
  },
  KAFKA_SETTING_NOT_SUPPORTED: {
    message: 'The <where> cannot take the setting "<name>": <reason>.',
    remedy: 'Leave it out.',
  },
  KAFKA_START_OFFSET_DOES_NOT_MATCH_ASSIGNED: {
    message:
      "Partitions specified for Kafka start offsets don't match what are assigned. Maybe topic partitions are created or deleted while the query is running. Use -1 for latest, -2 for earliest. Specified: <specifiedPartitions> Assigned: <assignedPartitions>",
  },
  KAFKA_TIMESTAMP_OFFSET_DOES_NOT_MATCH_ASSIGNED: {
    message:
      "Partitions specified for Kafka timestamp based <position> offsets don't match what are assigned. Maybe topic partitions are created or deleted while the query is running, or you didn't specify all the partitions. Specified: <specifiedPartitions> Assigned: <assignedPartitions>",
  },
  KAFKA_TOPIC_NOT_FOUND: {
    message: 'There is no topic <topic> on Kafka at <servers>.',
    remedy: 'Create it, or check the name; subscribePattern takes topics as they come.',
  },
  MISMATCHED_TOPIC_PARTITIONS_BETWEEN_START_OFFSET_AND_END_OFFSET: {
    message:
      'The specified start offset and end offset should have the same topic-partitions. Topic-partitions for start offset: <tpsForStartOffset>, topic-partitions for end offset: <tpsForEndOffset>.',
  },
  RESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET: {
    message:
      'The resolved start offset <startOffset> is greater than the resolved end offset <endOffset> for topic <topic> partition <partition>.',
    remedy: 'Give a start that lies before the end in every partition.',
  },
  UNRESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET: {
    message:
      'The specified start offset <startOffset> is greater than the end offset <endOffset> for topic <topic> partition <partition>.',
    remedy: 'Give a start that lies before the end in every partition.',
  },
  _LEGACY_ERROR_TEMP_3080: { message: '<msg>' },
};
