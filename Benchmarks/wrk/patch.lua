-- Conditional PATCHes over distinct jobs: each names the tag that the last answer for its job gave.
--
--     wrk -t1 … -s patch.lua URL -- STATE_FILE
--
-- The first line of STATE_FILE is the bearer token, the second a number that no earlier run had; then one entity tag per
-- job. Run it with one thread only: the jobs are kept in one queue.
--
-- wrk does not say which connection an answer belongs to. It need not: the answer's tag names the job, so a job is taken
-- off the queue to be sent and put back when its answer is here. No two requests in flight are ever about one job.

local threads = {}

function setup(thread)
    table.insert(threads, thread)
end

-- Globals, because `done` can read nothing else of a thread.
applied = 0 -- 200 with a new tag: a change that is on disk
unchanged = 0 -- 200 with the tag that was sent: no change was made, so nothing was measured
refused = 0 -- any other status, or no tag
starved = 0 -- no job was free: too few jobs for so many connections
first_refusal = ""

local token, run
local tags = {} -- the latest tag of each job, by its id
local queue, head, tail = {}, 1, 0
local sent = 0

local function release(id)
    tail = tail + 1
    queue[tail] = id
end

local function id_of(tag)
    return string.match(tag, '^"([%x-]+)%.%d+"$')
end

function init(arguments)
    local file = assert(io.open(arguments[1]))
    token = file:read("*l")
    run = tonumber(file:read("*l"))
    for tag in file:lines() do
        local id = assert(id_of(tag), "not a job's tag: " .. tag)
        tags[id] = tag
        release(id)
    end
    file:close()
end

-- wrk calls this once more than it sends, to look at the request: the first job taken is never heard of again.
function request()
    local id = queue[head]
    if id == nil then
        starved = starved + 1
        return wrk.format("GET", "/healthz")
    end
    queue[head] = nil
    head = head + 1
    sent = sent + 1

    -- Never a value that the job has already, and by turns a number and a text.
    local value = run * 1000000 + sent
    local body
    if sent % 2 == 0 then
        body = '{"priority":' .. value .. "}"
    else
        body = '{"order_number":"PO ' .. value .. '"}'
    end
    -- Written out instead of `wrk.format`, which is several times slower.
    return table.concat({
        "PATCH /api/jobs/", id, "/ HTTP/1.1\r\nHost: ", wrk.host, ":", wrk.port,
        "\r\nAuthorization: Bearer ", token,
        "\r\nIf-Match: ", tags[id],
        "\r\nContent-Type: application/json\r\nContent-Length: ", #body, "\r\n\r\n", body,
    })
end

function response(status, headers, body)
    local tag = headers["ETag"] or headers["etag"] or headers["Etag"]
    local id = tag and id_of(tag)
    if status ~= 200 or id == nil or tags[id] == nil then
        -- Which job it was is not known: it stays off the queue, and the count makes the whole run fail.
        refused = refused + 1
        if first_refusal == "" then
            first_refusal = status .. " " .. string.gsub(string.sub(body or "", 1, 200), '[%c"\\]', " ")
        end
        return
    end
    if tag == tags[id] then
        unchanged = unchanged + 1
    else
        applied = applied + 1
    end
    tags[id] = tag
    release(id)
end

function done(summary, latency)
    local thread = threads[1]
    io.write(string.format(
        '{"requests":%d,"microseconds":%d,"bytes":%d,"p50_ms":%.3f,"p99_ms":%.3f,"first_refusal":"%s",'
            .. '"failures":{"connect":%d,"read":%d,"write":%d,"timeout":%d,"unchanged":%d,"refused":%d,"starved":%d}}\n',
        thread:get("applied"), summary.duration, summary.bytes,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000, thread:get("first_refusal"),
        summary.errors.connect, summary.errors.read, summary.errors.write, summary.errors.timeout,
        thread:get("unchanged"), thread:get("refused"), thread:get("starved")))
end
