import type { Unavailable } from '../suites/suite.ts';
import { setUpKafka } from './kafka-jars.ts';

/** Why no broker can be run now, in the form that `npm test` wants it; fetches its jars first where that is all it takes. */
export const kafkaUnavailable = (): Promise<Unavailable | undefined> => setUpKafka();
