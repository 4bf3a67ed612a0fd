-- Posts the lines of a file, one after the other, and counts the transactions that succeeded.
--
--     wrk -t1 … -s transactions.lua URL -- FILE

local threads = {}

function setup(thread)
    table.insert(threads, thread)
end

-- Globals, because `done` can read nothing else of a thread.
applied = 0
refused = 0
first_refusal = ""

local requests = {}
local sent = 0

function init(arguments)
    for body in assert(io.open(arguments[1])):lines() do
        table.insert(requests, wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, body))
    end
end

function request()
    sent = sent + 1
    return requests[(sent - 1) % #requests + 1]
end

function response(status, headers, body)
    if status == 200 and string.find(body, '"succeeded":true', 1, true) then
        applied = applied + 1
    else
        refused = refused + 1
        if first_refusal == "" then
            first_refusal = status .. " " .. string.gsub(string.sub(body or "", 1, 200), '[%c"\\]', " ")
        end
    end
end

function done(summary, latency)
    local thread = threads[1]
    io.write(string.format(
        '{"requests":%d,"microseconds":%d,"bytes":%d,"p50_ms":%.3f,"p99_ms":%.3f,"first_refusal":"%s",'
            .. '"failures":{"connect":%d,"read":%d,"write":%d,"timeout":%d,"refused":%d}}\n',
        thread:get("applied"), summary.duration, summary.bytes,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000, thread:get("first_refusal"),
        summary.errors.connect, summary.errors.read, summary.errors.write, summary.errors.timeout, thread:get("refused")))
end
