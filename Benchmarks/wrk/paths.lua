-- GETs of paths picked at random from a file, so that no single answer is all that is measured.
--
--     wrk -t1 … -s paths.lua URL -- PATHS_FILE NUMBER
--
-- The first line of PATHS_FILE is the bearer token; then one path per line, and after it, where it is to be asked for
-- conditionally, a space and its entity tag. Another NUMBER is another order. What was found is printed as report.lua does it,
-- so it counts statuses of 400 and more only: whether an answer is a 200 or a 304 has to be asked apart.

local directory = debug.getinfo(1, "S").source:match("^@(.*)/") or "."
dofile(directory .. "/report.lua")

local rest
local paths, tags = {}, {}

function init(arguments)
    local file = assert(io.open(arguments[1]))
    rest = " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\nAuthorization: Bearer " .. file:read("*l")
    math.randomseed(tonumber(arguments[2]))
    for line in file:lines() do
        local path, tag = string.match(line, "^(%S+) ?(%S*)$")
        paths[#paths + 1] = assert(path, "not a path: " .. line)
        tags[#paths] = tag ~= "" and tag or false
    end
    file:close()
    assert(#paths > 0, "no paths")
end

function request()
    local index = math.random(#paths)
    if tags[index] then
        return table.concat({"GET ", paths[index], rest, "\r\nIf-None-Match: ", tags[index], "\r\n\r\n"})
    end
    return table.concat({"GET ", paths[index], rest, "\r\n\r\n"})
end
