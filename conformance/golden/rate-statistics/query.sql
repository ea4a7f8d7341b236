SELECT timestamp, count(*) AS n, min(value) AS lo, max(value) AS hi, avg(value) AS mean, round(stddev(value), 6) AS dev
FROM rate
GROUP BY timestamp
