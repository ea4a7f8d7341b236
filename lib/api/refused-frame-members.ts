import type { RefusedMembers } from './refused-members.ts';

const NO_RDD = 'There are no RDDs. Use SQL functions, a function of your own with udf(…), or collect() the rows.';
const NO_PANDAS = 'There is no pandas. Use collect(), or write Parquet with df.write.';
const SQL_STATISTICS = 'Use agg with corr, covar_pop, covar_samp, percentile_approx or approx_count_distinct.';
const IN_CAMEL_CASE = 'Names are in camel case: dropDuplicates.';
const NO_GLOBAL_VIEW = 'Views belong to their session. Use createOrReplaceTempView.';

/** Names of Spark's DataFrame that this one does not have, with what to do instead. */
export const refusedFrameMembers: RefusedMembers = {
  methods: {
    approxQuantile: SQL_STATISTICS,
    asTable: 'Use the frame as it is, or SQL with a view of it.',
    checkpoint: 'Write Parquet with df.write and read it.',
    colRegex: 'Choose the names: select(...df.columns.filter((name) => /…/.test(name))).',
    corr: SQL_STATISTICS,
    cov: SQL_STATISTICS,
    createGlobalTempView: NO_GLOBAL_VIEW,
    createOrReplaceGlobalTempView: NO_GLOBAL_VIEW,
    crosstab: 'Use groupBy(a).pivot(b, values).count().',
    drop_duplicates: IN_CAMEL_CASE,
    exists: 'Use a semi join, or EXISTS (…) in SQL.',
    foreachPartition: 'Use foreach.',
    freqItems: 'Use groupBy(…).count() and sort it.',
    inputFiles: 'List the folder.',
    isLocal: 'Everything is in this process.',
    lateralJoin: 'Use JOIN LATERAL (SELECT …) in SQL, or explode.',
    localCheckpoint: 'Write Parquet with df.write and read it.',
    mapInArrow: NO_PANDAS,
    mapInPandas: NO_PANDAS,
    mapPartitions: NO_RDD,
    melt: 'Use unpivot.',
    mergeInto: 'Use the dynamodb sink, which replaces rows by key, or foreachBatch.',
    pandas_api: NO_PANDAS,
    randomSplit: 'Use sample, or filter by a hash: pmod(hash(key), 10) < 8.',
    registerTempTable: 'Use createOrReplaceTempView.',
    repartitionByRange: 'There are no partitions. Use orderBy where the order matters.',
    sampleBy: 'Filter by a hash of the key: pmod(hash(key), 100) < CASE stratum WHEN … END.',
    scalar: 'Use a scalar subquery in SQL, or first().',
    sortWithinPartitions: 'There are no partitions. Use orderBy.',
    toArrow: NO_PANDAS,
    toPandas: NO_PANDAS,
    transpose: 'Use unpivot and pivot.',
    union_all: 'Names are in camel case: unionAll.',
    withMetadata: 'Columns have no metadata of your own.',
    writeTo: 'There is no table catalog. Use df.write, or writeStream with toTable.',
  },
  properties: {
    plot: NO_PANDAS,
    rdd: NO_RDD,
    stat: SQL_STATISTICS,
    storageLevel: 'Nothing is cached.',
  },
};
