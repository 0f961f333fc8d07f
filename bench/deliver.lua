-- For wrk: posts each line of the file in DUNLIN_BENCH_BODIES ("signature body") once, says so when all were
-- answered 200, and is quiet from then on until it is ended.
-- What a connection does while the last ones are answered is a page that is not there.
local requests, answered, idle = {}, 0, nil
-- wrk asks for one request more, which it does not send.
local at = -1

function init(_)
  for line in io.lines(os.getenv("DUNLIN_BENCH_BODIES")) do
    local signature, body = line:match("^(%S+) (.*)$")
    local headers = { ["Content-Type"] = "application/json", ["X-Hub-Signature-256"] = "sha256=" .. signature }
    requests[#requests + 1] = wrk.format("POST", "/webhooks/instagram", headers, body)
  end
  idle = wrk.format("GET", "/not-there")
end

function request()
  at = at + 1
  return requests[at] or idle
end

function response(status, _, _)
  if status ~= 200 then return end
  answered = answered + 1
  if answered < #requests then return end
  io.write("delivered\n")
  io.flush()
  wrk.thread:stop()
end
