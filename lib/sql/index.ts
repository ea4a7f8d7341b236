export { loadSqlParser, type SqlParser } from './sql-parser.ts';
