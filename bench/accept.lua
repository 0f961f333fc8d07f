-- For wrk: posts each line of the file in DUNLIN_BENCH_BODIES ("signature body"), from the first again after the last, and
-- prints one line of figures.
local requests, at = {}, 0

function init(_)
  for line in io.lines(os.getenv("DUNLIN_BENCH_BODIES")) do
    local signature, body = line:match("^(%S+) (.*)$")
    local headers = { ["Content-Type"] = "application/json", ["X-Hub-Signature-256"] = "sha256=" .. signature }
    requests[#requests + 1] = wrk.format("POST", "/webhooks/instagram", headers, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency, _)
  local errors = summary.errors
  local bad = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("figures %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), bad))
end
