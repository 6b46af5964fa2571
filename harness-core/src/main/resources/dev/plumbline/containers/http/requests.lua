-- Writes down the requests that come to an nginx: that one has come, before anything is done with it, and how it was
-- answered, before the end of the answer is sent. So whoever has an answer finds both, and what is not there has not been.
--
-- A line is a JSON object. What it says of a request that could not be read, and of what went wrong, are the words of
-- the lab's records of arrivals and of its access log.

local ffi = require "ffi"
local base = require "resty.core.base"
require "resty.core.request"

local C = ffi.C
local byte, find, format, gsub, match = string.byte, string.find, string.format, string.gsub, string.match
local concat = table.concat

ffi.cdef[[
int open(const char *path, int flags, int mode);
ssize_t write(int file, const void *bytes, size_t length);
char *strerror(int number);
int getppid(void);
int kill(int process, int signal);
int usleep(unsigned int microseconds);
void _exit(int status);
]]

local APPENDING = 1 + 64 + 1024 -- O_WRONLY, O_CREAT, O_APPEND
local SIGKILL = 9

local MALFORMED = "(malformed)"
local INCOMPLETE = "(incomplete)"

-- Written for each answer anew, or for its length only.
local FRAMING = { connection = true, ["content-length"] = true, ["keep-alive"] = true, ["transfer-encoding"] = true }

-- What a refusal means that came before a request got to any place.
local REFUSED = {
  [404] = "NOT_FOUND",
  [405] = "METHOD",
  [408] = "INCOMPLETE",
  [413] = "TOO_LARGE",
  [414] = "TARGET",
  [421] = "MISDIRECTED",
  [431] = "HEADER",
  [505] = "VERSION",
}

local M = {}

local namespace, arrivals, answers

local function opened(path)
  local file = C.open(path, APPENDING, 420)
  if file < 0 then
    error(path .. ": " .. ffi.string(C.strerror(ffi.errno())))
  end
  return file
end

-- To be called before nginx serves anything.
function M.open(of, directory)
  namespace = of
  arrivals = opened(directory .. "/arrivals.jsonl")
  answers = opened(directory .. "/access.jsonl")
end

-- Many write to these files: a line is one write.
local function write(file, line)
  local written = tonumber(C.write(file, line, #line))
  if written == #line then
    return
  end
  local trouble = written >= 0 and "only a part of it" or ffi.string(C.strerror(ffi.errno()))
  io.stderr:write("a request cannot be written down: ", trouble, "\n")
  -- Without this line nobody could say what has come: the lab is to be whole no longer, and to be known as that when the
  -- client sees its connection end.
  local parent = C.getppid()
  C.kill(parent, SIGKILL)
  while C.getppid() == parent do
    C.usleep(1000)
  end
  C._exit(1)
end

local function escaped(character)
  return format("\\u%04x", byte(character))
end

local function text(value)
  if value == nil or value == "" then
    return "null"
  end
  return '"' .. gsub(value, '[%z\1-\31"\\\127-\255]', escaped) .. '"'
end

-- The last of the values that nginx has for each time it asked something behind it.
local function last(value)
  return value and match(value, "([%d.]+)%s*$")
end

-- All header lines of the request, in their order.
local function headers()
  local request = base.get_request()
  local count = C.ngx_http_lua_ffi_req_get_headers_count(request, -1, ffi.new("int[1]"))
  local lines = ffi.new("ngx_http_lua_ffi_table_elt_t[?]", count)
  C.ngx_http_lua_ffi_req_get_headers(request, lines, count, 1)
  local all = {}
  for i = 0, count - 1 do
    local key, value = lines[i].key, lines[i].value
    all[#all + 1] = { ffi.string(key.data, key.len), ffi.string(value.data, value.len) }
  end
  return all
end

-- What stands for a request that could not be read.
local function unread(what)
  return { method = what, target = what, version = "HTTP/1.1", headers = {}, unread = true }
end

-- The request as it came; nothing when its first line could not be read.
local function request(var)
  local method, target, version = match(var.request or "", "^(%S+) (.*) (HTTP/%d%.%d)$")
  if not method then
    return nil
  end
  return {
    method = method,
    target = target,
    version = version == "HTTP/2.0" and "h2" or version,
    headers = headers(),
  }
end

local function lines(list)
  local all = {}
  for i, header in ipairs(list) do
    -- A value may be empty, and is not absent then.
    all[i] = "[" .. text(header[1]) .. "," .. (header[2] == "" and '""' or text(header[2])) .. "]"
  end
  return "[" .. concat(all, ",") .. "]"
end

local function size(list)
  local sum = 2
  for _, header in ipairs(list) do
    sum = sum + #header[1] + #header[2] + 4
  end
  return sum
end

local function port(var)
  return match(var.port or "", "%d+") or match(var.server_port or "", "%d+")
end

-- Where nginx stands behind another server on its host, that has said who is there.
local function source(var)
  local said = var.proxy_protocol_addr
  return said and said ~= "" and said or var.remote_addr
end

local function source_port(var)
  return match(var.proxy_protocol_port or "", "%d+") or match(var.remote_port or "", "%d+") or "0"
end

-- Case does not count in it.
local function server_name(var)
  local name = var.ssl_server_name
  return name and name:lower()
end

local function now()
  ngx.update_time()
  return ngx.now()
end

-- Keeps for the record of its answer what a request came with: what is passed on may be another.
local function arrive(var, came)
  local line = concat {
    ',"method":', text(came.method),
    ',"target":', text(came.target),
    ',"headers":', lines(came.headers),
  }
  local head = #came.method + #came.target + 12 + size(came.headers)
  var.arrived = format("%.3f", now())
  var.came = line .. ',"version":' .. text(came.version)
  var.head = head
  var.body = came.unread and "none" or came.version == "h2" and "length" or "rest"
  write(arrivals, concat {
    '{"host":"', namespace, '"', line,
    ',"source":', text(source(var)),
    ',"sni":', text(server_name(var)),
    ',"port":', port(var),
    "}\n",
  })
end

-- A request has been read, and nothing has been done with it.
function M.arrived()
  local var = ngx.var
  arrive(var, request(var))
end

-- A request has got past the firewall, and is about to be passed on.
function M.passed(only_plain_names)
  ngx.var.failure = ""
  if only_plain_names then
    for _, header in ipairs(headers()) do
      if find(header[1], "[^%w-]") then
        ngx.req.clear_header(header[1])
      end
    end
  end
end

local function is_host(name)
  return find(name, "^[%w%-._~!$&'()*+,;=%%]+:?%d*$") or find(name, "^%[[%x:.]+%]:?%d*$")
end

local function is_target(target)
  local path = match(target, "^[^?#]*")
  return not find(gsub(path, "%%%x%x", ""), "%", 1, true) and not find(path, "%00", 1, true)
end

-- What is wrong with a request that nginx has answered 400 before it got to any place.
local function bad(came)
  if not came then
    return "MALFORMED"
  end
  if not is_target(came.target) then
    -- nginx has read no header then.
    return "TARGET"
  end
  local hosts = {}
  for _, header in ipairs(came.headers) do
    if header[1]:lower() == "host" then
      hosts[#hosts + 1] = header[2]
    end
  end
  if #hosts == 0 then
    return came.version == "HTTP/1.0" and "MALFORMED" or "NO_HOST"
  end
  return (#hosts > 1 or not is_host(hosts[1])) and "HOST" or "MALFORMED"
end

-- Takes down one that was refused before it got to any place.
local function refused(var, status)
  local came = request(var)
  if var.failure == "" then
    var.failure = REFUSED[status] or bad(came)
  end
  local failure = var.failure
  if not came or failure == "MALFORMED" or failure == "PLAIN" or failure == "HEADER" or status == 414 then
    came = unread(MALFORMED)
  end
  arrive(var, came)
end

local function failure(var, status)
  local known = var.failure
  if status == 413 and (known == "" or known == "BLOCKED") then
    return "TOO_LARGE"
  end
  if known ~= "" then
    return known
  end
  if var.pool == "" or last(var.upstream_header_time) then
    return "NONE"
  end
  if not last(var.upstream_connect_time) then
    return "BACKEND_UNREACHABLE"
  end
  return last(var.upstream_status) == "504" and "BACKEND_LATE" or "BACKEND_BROKEN"
end

local function answer_headers()
  local all = {}
  for name, values in pairs(ngx.resp.get_headers(0, true)) do
    if not FRAMING[name:lower()] then
      for _, value in ipairs(type(values) == "table" and values or { values }) do
        all[#all + 1] = { name, value }
      end
    end
  end
  return all
end

-- The backend that was asked last; a name has a label before it where it is looked up.
local function member(var)
  return var.asked:match("^" .. var.request_id .. "%-%d+%.(.*)$") or var.asked
end

local function passed_on(var, wrong)
  local pool = var.pool
  if pool == "" or wrong == "BLOCKED" or wrong == "TOO_LARGE" then
    return ""
  end
  local asked = wrong ~= "NO_BACKEND"
  local answered = asked and last(var.upstream_header_time)
  return concat {
    ',"pool":', text(pool),
    ',"member":', text(asked and member(var) or nil),
    ',"sentHost":', text(asked and var.sent_host or nil),
    ',"sentTarget":', text(asked and var.sent_target or nil),
    ',"backendStatus":', answered and last(var.upstream_status) or "null",
    ',"latency":', answered or "null",
  }
end

local function received(var)
  local head = tonumber(var.head)
  if var.body == "length" then
    return head + (tonumber(var.http_content_length) or 0)
  end
  return var.body == "none" and head or math.max(head, tonumber(var.request_length) or 0)
end

-- Takes down how a request was answered; with status 0, that it was not.
local function tell(var, status, body)
  ngx.ctx.told = true
  local wrong = failure(var, status)
  write(answers, concat {
    '{"host":"', namespace,
    '","id":', text(var.request_id),
    ',"time":', var.arrived,
    ',"took":', format("%.3f", math.max(0, now() - tonumber(var.arrived))),
    ',"source":', text(source(var)),
    ',"sourcePort":', source_port(var),
    ',"port":', port(var),
    ',"service":', text(var.service),
    var.came,
    ',"status":', status,
    ',"received":', received(var),
    ',"sent":', status == 0 and 0 or 17 + size(answer_headers()) + body,
    ',"tls":', text(var.ssl_protocol),
    ',"cipher":', text(var.ssl_cipher),
    ',"sni":', text(server_name(var)),
    passed_on(var, wrong),
    ',"failure":', text(wrong),
    "}\n",
  })
end

-- The head of an answer is about to be sent.
function M.answering()
  local var = ngx.var
  if ngx.is_subrequest or not port(var) then
    return
  end
  local status = ngx.status
  if not var.arrived or var.arrived == "" then
    refused(var, status)
  end
  local length = tonumber(ngx.header.content_length)
  local ctx = ngx.ctx
  ctx.status = status
  if ngx.req.get_method() == "HEAD" or status == 204 or status == 304 or length == 0 then
    tell(var, status, 0)
  else
    ctx.length = length
    ctx.body = 0
  end
end

-- A part of an answer's body is about to be sent.
function M.sending()
  local ctx = ngx.ctx
  if ngx.is_subrequest or ctx.told or not ctx.body then
    return
  end
  ctx.body = ctx.body + #ngx.arg[1]
  -- A client knows the end by its length.
  if ngx.arg[2] or ctx.length and ctx.body >= ctx.length then
    tell(ngx.var, ctx.status, ctx.body)
  end
end

-- A request is over: it has been told of but where it was not answered, or the client has left before the end.
function M.ended()
  local var, ctx = ngx.var, ngx.ctx
  if ctx.told or not port(var) then
    return
  end
  if not var.arrived or var.arrived == "" then
    arrive(var, unread(INCOMPLETE))
    if ngx.status ~= 408 then
      return
    end
    var.failure = "INCOMPLETE"
  end
  tell(var, ctx.status or 0, ctx.body or 0)
end

return M
