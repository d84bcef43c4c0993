"""What operators watch of notices: counts, nobody and nothing of anybody."""

# kind of row, channel, state → how many. Partial indexes hold exactly these.
WAITING = """
    SELECT 'notice', '', state, count(*) FROM notice WHERE state = 'held' GROUP BY state
    UNION ALL SELECT 'delivery', channel, state, count(*) FROM delivery WHERE state = 'held' GROUP BY channel, state
    UNION ALL SELECT 'delivery', channel, state, count(*) FROM delivery WHERE state = 'queued' GROUP BY channel, state
    UNION ALL SELECT 'digest', channel, state, count(*) FROM digest WHERE state IN ('held', 'queued')
              GROUP BY channel, state
"""
LABELS = ("row", "channel", "state")
# channel, what is counted → how much: whether it is paused because it fails, its failures one after the other.
CHANNELS = """
    SELECT channel, 'paused', (paused_until IS NOT NULL)::int FROM channel_state
    UNION ALL SELECT channel, 'failures', failures FROM channel_state
"""
CHANNEL_LABELS = ("channel", "value")
