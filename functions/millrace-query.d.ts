/** The user's file with the query, put in place by the bundler. */
declare module 'millrace-query' {
  const query: unknown;
  export default query;
}
