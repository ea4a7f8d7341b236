import { ConnectorError } from '../../errors/index.ts';
import type { ConditionParams } from '../../errors/millrace-error.ts';

/** Why records may have been lost. */
type DataLoss =
  | 'KAFKA_DATA_LOSS.ADDED_PARTITION_DOES_NOT_START_FROM_OFFSET_ZERO'
  | 'KAFKA_DATA_LOSS.COULD_NOT_READ_OFFSET_RANGE'
  | 'KAFKA_DATA_LOSS.INITIAL_OFFSET_NOT_FOUND_FOR_PARTITIONS'
  | 'KAFKA_DATA_LOSS.PARTITIONS_DELETED'
  | 'KAFKA_DATA_LOSS.PARTITION_OFFSET_CHANGED';

/** Told of each loss: throws, or lets reading go on with what is there. */
export type ReportDataLoss = (loss: DataLoss, params: ConditionParams) => void;

/** What the option failOnDataLoss says. */
export const reportDataLoss =
  (failOnDataLoss: boolean): ReportDataLoss =>
  (loss, params) => {
    if (failOnDataLoss) throw new ConnectorError(loss, params);
  };
