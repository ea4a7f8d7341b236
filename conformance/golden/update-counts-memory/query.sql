SELECT user, count(*) AS purchases, sum(amount) AS total FROM purchases WHERE action = 'purchase' GROUP BY user
