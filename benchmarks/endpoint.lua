-- For wrk (see endpoint.py): sends the queries of a file in turn and holds each answer against the one expected.
-- Each line of the file: number, TAB, path, TAB, body expected (a space for each line end); every body has its number
-- in it as "q<number>".

local paths, expected, threads = {}, {}, {}

local function read(name)
  for line in io.lines(name) do
    local number, path, body = line:match("^(%d+)\t([^\t]*)\t(.*)$")
    paths[#paths + 1] = path
    expected[tonumber(number)] = body
  end
end

function setup(thread)
  threads[#threads + 1] = thread
  thread:set("first", #threads * 7)
end

function init(args)
  read(args[1])
  turn, right, wrong, busy, other = first, 0, 0, 0, 0
end

function request()
  turn = turn + 1
  return wrk.format("GET", paths[turn % #paths + 1])
end

function response(status, headers, body)
  if status == 503 then
    busy = busy + 1
  elseif status ~= 200 then
    other = other + 1
  elseif body:gsub("\n", " ") == expected[tonumber(body:match("q(%d+)"))] then
    right = right + 1
  else
    wrong = wrong + 1
  end
end

function done(summary, latency, requests)
  local sums = { right = 0, wrong = 0, busy = 0, other = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do sums[name] = sums[name] + thread:get(name) end
  end
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %.3f, "p50": %.3f, "p99": %.3f, "max": %.3f, "right": %d, "wrong": %d, ' ..
    '"busy": %d, "other": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, sums.right, sums.wrong, sums.busy, sums.other,
    errors.connect + errors.read + errors.write + errors.timeout))
end
