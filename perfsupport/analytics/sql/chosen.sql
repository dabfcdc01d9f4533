-- The events of the sessions that began in the period that is asked for.
SELECT events.*
FROM events
INNER JOIN begun ON begun.session = events.session AND begun.mode = events.mode
