-- Posts the article at RATE requests a second over all 16 connections, each at even intervals with
-- a random part, so that the connections do not move in step.
local file = io.open(os.getenv("BODY"), "rb")
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "application/json"
local mean = 16 * 1000 / tonumber(os.getenv("RATE"))

function delay()
  return math.random(math.floor(mean * 0.5), math.floor(mean * 1.5))
end
