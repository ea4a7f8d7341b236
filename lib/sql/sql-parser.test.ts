import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ParseError } from '../errors/index.ts';
import { showExpr, showPlan } from './show.fixture.ts';
import { loadSqlParser } from './sql-parser.ts';

const parser = await loadSqlParser();
type Table = readonly (readonly [sql: string, shown: string])[];

/** What Spark 4.3's own parser makes of each text was the reference. */
function expressions(title: string, table: Table): void {
  describe(title, () => {
    for (const [sql, shown] of table) it(sql, () => assert.equal(showExpr(parser.parseExpression(sql)), shown));
  });
}

function queries(title: string, table: Table): void {
  describe(title, () => {
    for (const [sql, shown] of table) it(sql, () => assert.equal(showPlan(parser.parseQuery(sql)), shown));
  });
}

expressions('strings', [
  [String.raw`'\\d'`, String.raw`"\\d":string`],
  [String.raw`'\d'`, '"d":string'],
  ["'a''b'", `"a'b":string`],
  ["'a' 'b' || c", '(concat "ab":string c)'],
  [`"a'b"`, `"a'b":string`],
  ['"a""b"', String.raw`"a\"b":string`],
  [String.raw`r'\d'`, String.raw`"\\d":string`],
  [String.raw`R"a\n"`, String.raw`"a\\n":string`],
  [String.raw`'\n\t\0\b\r\Z'`, String.raw`"\n\t\u0000\b\r\u001a":string`],
  [String.raw`'\%\_'`, String.raw`"\\%\\_":string`],
  [String.raw`'\u0041\U0001F600'`, '"A😀":string'],
  [String.raw`'\101\x41'`, '"Ax41":string'],
  [String.raw`'a\'b'`, `"a'b":string`],
  ["x'7f'", '"fw==":binary'],
  ["X'F'", '"Dw==":binary'],
]);

expressions('numbers', [
  ['1', '1:int'],
  ['2147483648', '"2147483648":bigint'],
  ['-2147483648', '-2147483648:int'],
  ['- 2147483648', '-2147483648:int'],
  ['9223372036854775808', '"9223372036854775808":decimal(19,0)'],
  ['-9223372036854775808', '"-9223372036854775808":bigint'],
  ['1L', '"1":bigint'],
  ['1S', '1:smallint'],
  ['1Y', '1:tinyint'],
  ['-128Y', '-128:tinyint'],
  ['1.5', '"1.5":decimal(2,1)'],
  ['0.5', '"0.5":decimal(1,1)'],
  ['.5', '"0.5":decimal(1,1)'],
  ['5.', '"5":decimal(1,0)'],
  ['0.05', '"0.05":decimal(2,2)'],
  ['00.10', '"0.10":decimal(2,2)'],
  ['15BD', '"15":decimal(2,0)'],
  ['1e3', '1000:double'],
  ['1e3BD', '"1000":decimal(4,0)'],
  ['1.5e-3BD', '"0.0015":decimal(4,4)'],
  ['1e3D', '1000:double'],
  ['1.5D', '1.5:double'],
  ['1.5F', '1.5:float'],
  ['1F', '1:float'],
  ['1.e3', '1000:double'],
  ['-0.0', '"0.0":decimal(1,1)'],
]);

expressions('typed literals', [
  ["DATE '2020-01-01'", '"2020-01-01":date'],
  ["date'2020-1-1'", '"2020-01-01":date'],
  ["DATE '2020'", '"2020-01-01":date'],
  ["TIMESTAMP '2020-01-01 00:00:00'", '(ansicast "2020-01-01 00:00:00":string timestamp)'],
  ["TIMESTAMP_NTZ '2020-01-01 00:00:00'", '(ansicast "2020-01-01 00:00:00":string timestamp_ntz)'],
  ["TIMESTAMP_LTZ '2020-01-01 00:00:00'", '(ansicast "2020-01-01 00:00:00":string timestamp)'],
  ["TIMESTAMP '2020-01-01 00:00:00+01:00'", '(ansicast "2020-01-01 00:00:00+01:00":string timestamp)'],
  ['NULL', 'null:void'],
  ['TRUE', 'true:boolean'],
  ['false', 'false:boolean'],
]);

expressions('intervals', [
  ["INTERVAL '1' DAY", '"86400000000":interval day'],
  ['INTERVAL 10 SECONDS', '"10000000":interval second'],
  ["INTERVAL '1 02:03' DAY TO MINUTE", '"93780000000":interval day to minute'],
  ['INTERVAL 1 HOUR 30 MINUTES', '"5400000000":interval hour to minute'],
  ["INTERVAL '10 seconds'", '"10000000":interval second'],
  ["INTERVAL '1 month'", '1:interval month'],
  ["INTERVAL '1-2' YEAR TO MONTH", '14:interval year to month'],
  ['INTERVAL -1 DAY', '"-86400000000":interval day'],
  ["INTERVAL '-1' DAY", '"-86400000000":interval day'],
  ["INTERVAL -'1' DAY", '"-86400000000":interval day'],
  ["INTERVAL '1 02:03:04.567' DAY TO SECOND", '"93784567000":interval day to second'],
  ["INTERVAL '-1 02:03:04.567' DAY TO SECOND", '"-93784567000":interval day to second'],
  ["INTERVAL '1.5' SECOND", '"1500000":interval second'],
  ['INTERVAL 1.5 SECONDS', '"1500000":interval second'],
  ['INTERVAL 1 WEEK', '"604800000000":interval day'],
  ['INTERVAL 5 MILLISECONDS', '"5000":interval second'],
  ['INTERVAL 5 MICROSECONDS', '"5":interval second'],
  ["INTERVAL '2:3' MINUTE TO SECOND", '"123000000":interval minute to second'],
  ["INTERVAL '1' YEAR", '12:interval year'],
  ["INTERVAL '1 day 2 hours'", '"93600000000":interval day to hour'],
  ["- INTERVAL '1' DAY", '(negative "86400000000":interval day)'],
  ["INTERVAL '25' HOUR", '"90000000000":interval hour'],
  ["INTERVAL -'-1 2:3' DAY TO MINUTE", '"93780000000":interval day to minute'],
  ["INTERVAL '100:00' HOUR TO MINUTE", '"360000000000":interval hour to minute'],
  ['INTERVAL 1 day 1 day', '"172800000000":interval day'],
  ['INTERVAL 1 hour 2 seconds', '"3602000000":interval hour to second'],
  ["INTERVAL '-1 day 2 hours'", '"-79200000000":interval day to hour'],
  ["INTERVAL '   1   ' DAY", '"86400000000":interval day'],
  ['INTERVAL', 'INTERVAL'],
  ["t + interval '1' month - INTERVAL 2 DAYS", '(- (+ t 1:interval month) "172800000000":interval day)'],
]);

expressions('operators and precedence', [
  ['!a = b', '(not (= a b))'],
  ['NOT a = b', '(not (= a b))'],
  ['a == b', '(= a b)'],
  ['- 2 % 3', '(% -2:int 3:int)'],
  ['1 - -1', '(- 1:int -1:int)'],
  ['a -1 + -1', '(+ (- a 1:int) -1:int)'],
  ['-a.b', '(negative a.b)'],
  ['-a[0]', '(negative (element a 0:int))'],
  ['+a', 'a'],
  ['a = b IS NULL', '(isnull (= a b))'],
  ['a || b + c', '(+ (concat a b) c)'],
  ['a & b | c ^ d', '(| (& a b) (^ c d))'],
  ['a << 1 + 2', '(<< a (+ 1:int 2:int))'],
  ['a != b', '(!= a b)'],
  ['a <> b', '(!= a b)'],
  ['a <=> b', '(<=> a b)'],
  ['a div b * c', '(* (div a b) c)'],
  ['a - b - c', '(- (- a b) c)'],
  ['a - (b - c)', '(- a (- b c))'],
  ['~a', '(~ a)'],
  ['NOT a AND b OR c', '(or (and (not a) b) c)'],
  ['NOT a IN (1)', '(not (in a 1:int))'],
  ['a NOT IN (1, 2)', '(not (in a 1:int 2:int))'],
  ['a BETWEEN 1 AND 2 AND c', '(and (between a 1:int 2:int) c)'],
  ['a NOT BETWEEN 1 AND 2', '(not (between a 1:int 2:int))'],
  ['a IS DISTINCT FROM b', '(not (<=> a b))'],
  ['a IS NOT DISTINCT FROM b', '(<=> a b)'],
  ['a IS NOT NULL', '(isnotnull a)'],
  ['a IS NOT TRUE', '(not (<=> a true:boolean))'],
  ['a IS FALSE', '(<=> a false:boolean)'],
  ['a IS UNKNOWN', '(isnull a)'],
  ['a < b < c', '(< (< a b) c)'],
  ['a = b = c', '(= (= a b) c)'],
  ["a LIKE b ESCAPE '/'", '(like a b "/":string)'],
  ["a NOT ILIKE 'x%'", '(not (ilike a "x%":string))'],
  ["a LIKE ANY ('x', 'y')", '(likeany a "x":string "y":string)'],
  ["a NOT LIKE ALL ('x', 'y')", '(notlikeall a "x":string "y":string)'],
  ['a RLIKE b', '(rlike a b)'],
  ['a NOT REGEXP b', '(not (rlike a b))'],
  ['not like(a, b)', '(not (like a b))'],
]);

expressions('calls', [
  ['count(*)', '(count *)'],
  ['count(DISTINCT a, b)', '(count distinct a b)'],
  ['sum(x) FILTER (WHERE y > 1)', '(sum x filter=(> y 1:int))'],
  ['first(a IGNORE NULLS)', '(first ignoreNulls a)'],
  ['first(a) IGNORE NULLS', '(first ignoreNulls a)'],
  ['IF(a, b, c)', '(if a b c)'],
  ['left(a, 1)', '(left a 1:int)'],
  ['trim(x)', '(trim x)'],
  ['trim(BOTH x FROM y)', '(trim x y)'],
  ['trim(LEADING FROM y)', '(ltrim y)'],
  ["TRIM(TRAILING 'x' FROM y)", '(rtrim "x":string y)'],
  ['trim(x FROM y)', '(trim x y)'],
  ['extract(YEAR FROM t)', '(extract "YEAR":string t)'],
  ['position(a IN b)', '(locate a b)'],
  ['substring(a FROM 1 FOR 2)', '(substring a 1:int 2:int)'],
  ['overlay(a PLACING b FROM 1)', '(overlay a b 1:int)'],
  ['timestampdiff(HOUR, a, b)', '(timestampdiff "HOUR":string a b)'],
  ['date_add(DAY, 1, a)', '(timestampadd "DAY":string 1:int a)'],
  ['date_add(a, 1)', '(date_add a 1:int)'],
  ['datediff(a, b)', '(datediff a b)'],
  ['struct(1 AS a, b)', '(struct 1:int AS a b)'],
  ['to_json(struct(*)) AS value', '(to_json (struct *)) AS value'],
  ['(1, a)', '(__row 1:int a)'],
  ['transform(a, x -> x + 1) AS y', '(transform a (x) -> (+ x 1:int)) AS y'],
  [
    'aggregate(a, 0, (acc, x) -> acc + x, acc -> acc * 2)',
    '(aggregate a 0:int (acc, x) -> (+ acc x) (acc) -> (* acc 2:int))',
  ],
  ['exists(a, x -> x > 1)', '(exists a (x) -> (> x 1:int))'],
  ['current_date', 'current_date'],
  ["window(t, '10 seconds', '5 seconds')", '(window t "10 seconds":string "5 seconds":string)'],
  ['explode(m) AS (k, v)', '(explode m) AS (k, v)'],
  ['`count`(x)', '(count x)'],
  ['sum(v) OVER (PARTITION BY k ORDER BY t DESC)', '(sum v) over [k][t desc nulls last]'],
  ['lag(v) IGNORE NULLS OVER (ORDER BY t)', '(lag v) over [][t asc nulls first]'],
  [
    'sum(v) OVER (DISTRIBUTE BY k SORT BY t ROWS 2 PRECEDING)',
    '(sum v) over [k][t asc nulls first]ROWS BETWEEN 2:int PRECEDING AND CURRENT ROW',
  ],
]);

expressions('names and access', [
  ['*', '*'],
  ['t.*', 't.*'],
  ['s.t.*', 's.t.*'],
  ['a.b.c.d', 'a.b.c.d'],
  ['a.b[0].c', '(element a.b 0:int).c'],
  ["m['x'].y[1]", '(element (element m "x":string).y 1:int)'],
  ['`x``y`.`z w`', 'x`y.z w'],
  ['1a', '1a'],
  ['a.1b', 'a.1b'],
  ['window.end', 'window.end'],
  ['end', 'end'],
  ['nulls', 'nulls'],
  ['first', 'first'],
  ['date', 'date'],
  ['timestamp AS interval', 'timestamp AS interval'],
  ['a AS `b c`', 'a AS b c'],
  ['a b', 'a AS b'],
  ['key', 'key'],
]);

expressions('casts and cases', [
  ['CAST(k AS STRING) AS key', '(cast k string) AS key'],
  ['try_cast(a AS DECIMAL(5, 2))', '(trycast a decimal(5,2))'],
  ['a::int', '(cast a int)'],
  ['-1::int', '(cast -1:int int)'],
  ['a::array<array<int>>[0]', '(element (cast a array<array<int>>) 0:int)'],
  ['a::interval day to second', '(cast a interval day to second)'],
  ['CAST(a AS MAP<STRING, ARRAY<STRUCT<p: INT>>>)', '(cast a map<string,array<struct<p:int>>>)'],
  ['CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END', '(a ? 1:int : b ? 2:int : 3:int)'],
  ['CASE a WHEN 1 THEN 2 END', '((= a 1:int) ? 2:int : null)'],
  ["CASE WHEN a THEN CASE b WHEN 1 THEN 'x' END ELSE end END", '(a ? ((= b 1:int) ? "x":string : null) : end)'],
]);

queries('select', [
  ["SELECT 1 AS a, 'x' b", 'Project[1:int AS a, "x":string AS b] < Values[[]]'],
  [
    'SELECT DISTINCT a, t.*, * FROM db.t AS t(x, y) WHERE a > 1',
    'Distinct < Project[a, t.*, *] < Filter[(> a 1:int)] < t(x, y)=db.t',
  ],
  ['SELECT ALL a FROM t', 'Project[a] < t'],
  ['SELECT * FROM (SELECT 1 AS a) s(b)', 'Project[*] < s(b)=Project[1:int AS a] < Values[[]]'],
  [
    "SELECT * FROM VALUES (1, 'a'), (2, 'b') AS t(i, s)",
    'Project[*] < t(i, s)=Values[[1:int, "a":string], [2:int, "b":string]]',
  ],
  ['VALUES (1, 2), (3, 4)', 'Values[[1:int, 2:int], [3:int, 4:int]]'],
  [
    'SELECT a FROM t ORDER BY a DESC, b NULLS LAST, c DESC NULLS FIRST LIMIT 2 OFFSET 1',
    'Limit[2 1] < Sort[a desc nulls last, b asc nulls last, c desc nulls first] < Project[a] < t',
  ],
  ['SELECT a FROM t LIMIT ALL', 'Project[a] < t'],
  [
    'SELECT first, last, left, right, date, timestamp, time, key, value, row, rows, filter, group FROM t',
    'Project[first, last, left, right, date, timestamp, time, key, value, row, rows, filter, group] < t',
  ],
  ['SELECT t.select, t.from, a AS end, b AS group FROM t', 'Project[t.select, t.from, a AS end, b AS group] < t'],
  ['SELECT /*+ BROADCAST(d) */ a /* c1 /* nested */ */ FROM t -- end', 'Project[a] < t'],
  ['FROM t SELECT a;', 'Project[a] < t'],
]);

queries('joins', [
  [
    'SELECT 1 FROM a JOIN b ON a.k = b.k LEFT JOIN c USING (k, l) RIGHT OUTER JOIN d ON x FULL OUTER JOIN e ON x',
    'Project[1:int] < ((((a inner b on (= a.k b.k)) leftOuter c using k, l) rightOuter d on x) fullOuter e on x)',
  ],
  [
    'SELECT 1 FROM a LEFT SEMI JOIN f ON x LEFT ANTI JOIN g ON y CROSS JOIN h NATURAL LEFT JOIN i',
    'Project[1:int] < ((((a leftSemi f on x) leftAnti g on y) cross h) natural leftOuter i)',
  ],
  [
    'SELECT 1 FROM a SEMI JOIN b ON x ANTI JOIN c ON y NATURAL JOIN d',
    'Project[1:int] < (((a leftSemi b on x) leftAnti c on y) natural inner d)',
  ],
  ['SELECT 1 FROM a, b JOIN c ON b.x = c.x, d', 'Project[1:int] < (((a inner b) inner c on (= b.x c.x)) inner d)'],
  ['SELECT 1 FROM a JOIN (b JOIN c) JOIN d', 'Project[1:int] < ((a inner (b inner c)) inner d)'],
]);

queries('grouping', [
  [
    'SELECT k, sum(v) s FROM t GROUP BY k HAVING sum(v) > 1',
    'Having[(> (sum v) 1:int)] < Aggregate[k][k, (sum v) AS s] < t',
  ],
  ['SELECT count(*) FROM t HAVING count(*) > 1', 'Having[(> (count *) 1:int)] < Aggregate[][(count *)] < t'],
  ['SELECT k FROM t GROUP BY ALL LIMIT 1', 'Limit[1 0] < Aggregate[ALL][k] < t'],
  ['SELECT k FROM t GROUP BY 1, upper(k)', 'Aggregate[1:int, (upper k)][k] < t'],
  ['SELECT k FROM t GROUP BY ROLLUP (a, (b, c)), d', 'Aggregate[a, b, c, d][[0,1,2,3],[0,3],[3]][k] < t'],
  ['SELECT k FROM t GROUP BY CUBE (a, b)', 'Aggregate[a, b][[0,1],[0],[1],[]][k] < t'],
  ['SELECT k FROM t GROUP BY a, b WITH CUBE', 'Aggregate[a, b][[0,1],[0],[1],[]][k] < t'],
  ['SELECT k FROM t GROUP BY a, b WITH ROLLUP', 'Aggregate[a, b][[0,1],[0],[]][k] < t'],
  ['SELECT k FROM t GROUP BY GROUPING SETS ((a, b), a, ())', 'Aggregate[a, b][[0,1],[0],[]][k] < t'],
]);

queries('set operations and common tables', [
  [
    'SELECT a FROM t UNION ALL SELECT b FROM u UNION ALL SELECT c FROM v',
    'Union(Project[a] < t | Project[b] < u | Project[c] < v)',
  ],
  ['SELECT a FROM t UNION SELECT b FROM u', 'Distinct < Union(Project[a] < t | Project[b] < u)'],
  [
    '(SELECT a FROM t LIMIT 1) UNION ALL (SELECT b FROM u) ORDER BY 1',
    'Sort[1:int asc nulls first] < Union(Limit[1 0] < Project[a] < t | Project[b] < u)',
  ],
  [
    'WITH x AS (SELECT 1 AS a), y(b) AS (SELECT * FROM x) SELECT * FROM y',
    'With[x(): Project[1:int AS a] < Values[[]]; y(b): Project[*] < x] < Project[*] < y',
  ],
]);

queries('subqueries', [
  ['SELECT a FROM t WHERE k IN (SELECT k FROM d)', 'Project[a] < Filter[(in k Project[k] < d)] < t'],
  [
    'SELECT a FROM t WHERE (a, b) NOT IN (SELECT 1, 2)',
    'Project[a] < Filter[(not (in a b Project[1:int, 2:int] < Values[[]]))] < t',
  ],
  ['SELECT a FROM t WHERE NOT EXISTS (SELECT 1 FROM d)', 'Project[a] < Filter[(not (exists Project[1:int] < d))] < t'],
  ['SELECT (SELECT max(x) FROM c) AS m FROM t', 'Project[(scalar Project[(max x)] < c) AS m] < t'],
]);

queries('generators', [
  [
    'SELECT k, p, x FROM s LATERAL VIEW OUTER posexplode(a) e AS p, x LATERAL VIEW explode(m) f',
    'Project[k, p, x] < Generate[(explode m) f()] < Generate outer[(posexplode a) e(p, x)] < s',
  ],
  [
    'SELECT k, p FROM s JOIN u LATERAL VIEW explode(a) AS p WHERE p > 1',
    'Project[k, p] < Filter[(> p 1:int)] < Generate[(explode a) (p)] < (s inner u)',
  ],
  ['SELECT explode(m) AS (k, v), x FROM t', 'Project[(explode m) AS (k, v), x] < t'],
]);

queries('watermarks', [
  ['SELECT * FROM e WATERMARK t DELAY OF INTERVAL 10 SECONDS', 'Project[*] < Watermark[t 10000 10 seconds] < e'],
  [
    'SELECT * FROM (SELECT * FROM e) WATERMARK t DELAY OF INTERVAL 1 MONTH',
    'Project[*] < Watermark[t 2678400000 1 months] < Project[*] < e',
  ],
  [
    "SELECT * FROM e WATERMARK t DELAY OF INTERVAL '1' DAY AS x JOIN (SELECT * FROM f) WATERMARK ts DELAY OF INTERVAL 1 HOUR AS y ON x.k = y.k WHERE x.k > 1",
    'Project[*] < Filter[(> x.k 1:int)] < (Watermark[t 86400000 24 hours] < x=e inner Watermark[ts 3600000 1 hours] < y=Project[*] < f on (= x.k y.k))',
  ],
  [
    'SELECT * FROM e WATERMARK timestamp_seconds(epoch) AS ts DELAY OF INTERVAL 1 MINUTE',
    'Project[*] < Watermark[ts 60000 1 minutes] < Project[*, (timestamp_seconds epoch) AS ts] < e',
  ],
  [
    "SELECT watermark, delay FROM e watermark WHERE 'WATERMARK t DELAY OF INTERVAL 1 DAY' = x -- WATERMARK t DELAY OF INTERVAL 1 DAY",
    'Project[watermark, delay] < Filter[(= "WATERMARK t DELAY OF INTERVAL 1 DAY":string x)] < watermark=e',
  ],
]);

describe('errors', () => {
  const table: readonly (readonly [sql: string, firstLine: string, position?: number])[] = [
    ['', '[PARSE_EMPTY_STATEMENT] Syntax error, unexpected empty statement.'],
    ['SELECT (k FROM e', "[PARSE_SYNTAX_ERROR] Syntax error at or near 'FROM'.", 10],
    ['SELECT k v w FROM e', "[PARSE_SYNTAX_ERROR] Syntax error at or near 'w'.", 11],
    ['SELECT k FROM e WHERE a = = 1', "[PARSE_SYNTAX_ERROR] Syntax error at or near '='.", 26],
    ['SELEC k FROM e', "[PARSE_SYNTAX_ERROR] Syntax error at or near 'SELEC'.", 0],
    ['SELECT k) FROM e', "[PARSE_SYNTAX_ERROR] Syntax error at or near ')'.", 8],
    ['SELECT k FROM (SELECT 1', '[PARSE_SYNTAX_ERROR] Syntax error at or near end of input.', 23],
    ["SELECT 'abc FROM e", "[PARSE_SYNTAX_ERROR] Syntax error at or near '''.", 7],
    ['SELECT k FROM e JOIN', '[PARSE_SYNTAX_ERROR] Syntax error at or near end of input.', 20],
    ['SELECT CAST(k AS) FROM e', "[PARSE_SYNTAX_ERROR] Syntax error at or near ')'.", 16],
    ['SELECT k @ 1 FROM e', "[PARSE_SYNTAX_ERROR] Syntax error at or near '@'.", 9],
    ['SELECT 1; SELECT 2', "[PARSE_SYNTAX_ERROR] Syntax error at or near 'SELECT'.", 10],
    ['SELECT a ! b', "[PARSE_SYNTAX_ERROR] Syntax error at or near '!'.", 9],
    [
      'SELECT 1 /* open',
      '[UNCLOSED_BRACKETED_COMMENT] Found an unclosed bracketed comment. Please, append */ at the end of the comment.',
      9,
    ],
    ['SELECT a FROM t UNION ALL BY NAME SELECT b FROM u', "[PARSE_SYNTAX_ERROR] Syntax error at or near 'BY'.", 26],
    ['INTERVAL', "[PARSE_SYNTAX_ERROR] Syntax error at or near 'INTERVAL'.", 0],
    ['SELECT INTERVAL 1 DAYS 2', "[PARSE_SYNTAX_ERROR] Syntax error at or near '2'.", 23],
    ["SELECT INTERVAL '1 month 1 day'", "Cannot mix year-month and day-time fields: INTERVAL '1 month 1 day'.", 7],
    [
      'SELECT INTERVAL 1.5 DAYS',
      "[INVALID_INTERVAL_FORMAT.INVALID_FRACTION] Error parsing '1.5 day' to interval. Please ensure that the value provided is in a valid format for defining an interval. You can reference the documentation for the correct format. day cannot have fractional part.",
      7,
    ],
    [
      "SELECT INTERVAL 'x' DAY",
      'Can only use numbers in the interval value part for multiple unit value pairs interval form, but got invalid value: x.',
      7,
    ],
    ["SELECT INTERVAL '1 25:00' DAY TO MINUTE", 'requirement failed: hour 25 outside range [0, 23].', 7],
    [
      "SELECT INTERVAL '1' DAY TO MONTH",
      "[INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION] Error parsing '1' to interval. Please ensure that the value provided is in a valid format for defining an interval. You can reference the documentation for the correct format. Cannot support (interval '1' day to month) expression.",
      7,
    ],
    ["SELECT interval '1'", `[INVALID_TYPED_LITERAL] The value of the typed literal "INTERVAL" is invalid: '1'.`, 7],
    ["SELECT DATE 'x'", `[INVALID_TYPED_LITERAL] The value of the typed literal "DATE" is invalid: 'x'.`, 7],
    [
      "SELECT DATE '2023-02-30'",
      `[INVALID_TYPED_LITERAL] The value of the typed literal "DATE" is invalid: '2023-02-30'.`,
      7,
    ],
    ["SELECT X'7G'", `[INVALID_TYPED_LITERAL] The value of the typed literal "X" is invalid: '7G'.`, 7],
    [
      'SELECT 128Y',
      '[INVALID_NUMERIC_LITERAL_RANGE] Numeric literal 128 is outside the valid range for tinyint with minimum value of -128 and maximum value of 127. Please adjust the value accordingly.',
      7,
    ],
    ['SELECT 1.5L', '[INVALID_NUMERIC_LITERAL] The number 1.5 is not valid with this suffix.', 7],
    [
      'SELECT 1e400',
      '[INVALID_NUMERIC_LITERAL_RANGE] Numeric literal 1e400 is outside the valid range for double with minimum value of -1.7976931348623157E+308 and maximum value of 1.7976931348623157E+308. Please adjust the value accordingly.',
      7,
    ],
    [
      'SELECT 123456789012345678901234567890123456789',
      '[DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION] Decimal precision 39 exceeds max precision 38.',
      7,
    ],
    ['SELECT CAST(a AS foo)', '[UNSUPPORTED_DATATYPE] Unsupported data type "FOO".', 0],
    [
      'WITH RECURSIVE x AS (SELECT 1) SELECT * FROM x',
      '[UNSUPPORTED_SQL] The SQL feature WITH RECURSIVE is not supported.',
    ],
    ['SELECT f(a => 1)', '[UNSUPPORTED_SQL] The SQL feature NAMED ARGUMENT is not supported.'],
    [
      'SELECT * FROM e WATERMARK f(epoch) DELAY OF INTERVAL 1 MINUTE',
      '[REQUIRES_EXPLICIT_NAME_IN_WATERMARK_CLAUSE] The watermark clause requires an explicit name if an expression is specified, but got f(epoch).',
    ],
    [
      'SELECT * FROM e WATERMARK t DELAY OF INTERVAL -1 MINUTE',
      '[NEGATIVE_DELAY_THRESHOLD] requirement failed: delay threshold (-1 minutes) should not be negative.',
    ],
  ];
  for (const [sql, firstLine, position] of table) {
    it(JSON.stringify(sql), () => {
      assert.throws(
        () => parser.parseQuery(sql),
        (error) => {
          assert.ok(error instanceof ParseError, String(error));
          assert.equal(error.message.split('\n')[0], firstLine);
          if (position !== undefined) assert.equal(error.params['position'], position);
          return true;
        },
      );
    });
  }

  it('counts lines and keeps the position of text after other characters', () => {
    assert.throws(() => parser.parseQuery("SELECT '😀' AS `é`,\n  k v w FROM e"), {
      params: { error: "'w'", text: "SELECT '😀' AS `é`,\n  k v w FROM e", line: 2, position: 6 },
    });
  });

  it('refuses more than one expression', () => {
    for (const [sql, found] of [
      ['a, b', ','],
      ['a FROM t', 'FROM'],
      ['a WHERE b', 'WHERE'],
      ['SELECT 1', 'SELECT'],
    ] as const) {
      assert.throws(() => parser.parseExpression(sql), { condition: 'PARSE_SYNTAX_ERROR' }, `${sql} at ${found}`);
    }
  });
});

describe('spark-cases', () => {
  const known = JSON.parse(readFileSync(new URL('../../conformance/known-differences.json', import.meta.url), 'utf8'));
  const folder = new URL('../../conformance/cases/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /^\d.*\.json$/.test(name));
  it('are there', () => assert.ok(files.length > 100));
  for (const name of files) {
    const { views, expect } = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    if (name.replace('.json', '') in known) continue;
    it(name, () => {
      try {
        for (const view of views) {
          // What markers stand for is the session's affair.
          if (view.args !== undefined) return;
          if (view.sql !== undefined) assert.ok(parser.parseStatement(view.sql).kind);
          for (const item of view.selectExpr ?? []) assert.ok(parser.parseExpression(item).kind);
        }
      } catch (error) {
        // Spark refuses it too, and by the same name.
        if ((error as { condition?: string }).condition !== (expect.error ?? 'none')) throw error;
      }
    });
  }
});
