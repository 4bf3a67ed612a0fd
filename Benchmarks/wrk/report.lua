-- Makes wrk print its result as one line of JSON. Without `request` and `response` here, wrk sends one prepared request
-- and looks at nothing but the status, so the tool costs as little as it can.

function done(summary, latency)
    io.write(string.format(
        '{"requests":%d,"microseconds":%d,"bytes":%d,"p50_ms":%.3f,"p99_ms":%.3f,'
            .. '"failures":{"connect":%d,"read":%d,"write":%d,"timeout":%d,"status":%d}}\n',
        summary.requests, summary.duration, summary.bytes,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        summary.errors.connect, summary.errors.read, summary.errors.write, summary.errors.timeout, summary.errors.status))
end
