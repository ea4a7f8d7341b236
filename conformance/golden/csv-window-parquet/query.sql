SELECT window.start AS opens, window.end AS closes, origin, count(*) AS departures, avg(delay) AS mean_delay, max(delay) AS worst
FROM departures
GROUP BY window(time, '10 minutes'), origin
