/** Columns of the events that the lines read. */
export const EVENTS = 'user STRING, amount INT, t TIMESTAMP, tags ARRAY<STRING>, payload STRING';

/** Columns of the payments that the lines join. */
export const PAYMENTS = 'payer STRING, paid TIMESTAMP';
