SELECT id, upper(user.name) AS name, size(tags) AS tags, amount * 2 AS twice, date_format(at, 'yyyy-MM-dd') AS day, user.country AS country
FROM events
WHERE amount > 1.5 OR array_contains(tags, 'free')
