"""What answers for hosts where nginx does not: fixed answers, answers after a delay, answers that
describe the request, services of bare bytes. A process of its own, with one thread.
"""

import asyncio
import http.client
import os
import signal
import socket

MARK = "x-plumbline-origin"
MOST_HEAD = 1 << 20
BODILESS = (204, 304)


def run(plan, namespaces, directory, ready):
    """Serves all origins of a plan until it is ended; writes a line to the pipe ready before."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(_serve(plan, namespaces, directory))
    except OSError as e:
        os.write(ready, f"failed: {e}\n".encode())
        return
    os.write(ready, b"ready\n")
    loop.add_signal_handler(signal.SIGTERM, loop.stop)
    loop.run_forever()


async def _serve(plan, namespaces, directory):
    loop = asyncio.get_running_loop()
    for one in plan["origins"]:
        origin = Origin(one)
        path = os.path.join(directory, "run", f"origin-{one['namespace']}.sock")
        await asyncio.start_server(origin.connection, sock=_unix(path), limit=MOST_HEAD)
        for stream in one["streams"]:
            listeners = [
                namespaces.listener(one["namespace"], at["address"], at["port"])
                for at in stream["listens"]
            ]
            if stream["socket"] is not None:
                listeners.append(_unix(stream["socket"]))
            for listener in listeners:
                await loop.create_server(lambda s=stream: Bytes(s), sock=listener, backlog=4096)


def _unix(path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    made.bind(path)
    # nginx's workers are another user.
    os.chmod(path, 0o666)
    made.listen(4096)
    return made


class Bytes(asyncio.Protocol):
    """A service of bare bytes."""

    def __init__(self, stream):
        self.banner = stream["banner"].encode()
        self.echo = stream["echo"]
        self.transport = None

    def connection_made(self, transport):
        self.transport = transport
        connection = transport.get_extra_info("socket")
        if connection.family != socket.AF_UNIX:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.banner:
            transport.write(self.banner)

    def data_received(self, data):
        if self.echo:
            self.transport.write(data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


class Request:
    """A request as nginx passed it on."""

    def __init__(self, start, headers, known):
        self.method, self.target, _ = start
        self.headers = headers
        self.handling = int(known[0])
        self.source = known[1]
        self.source_port = int(known[2])
        self.version = known[3]
        self.sni = None if known[4] == "-" else known[4].lower()
        self.tls = None if known[5] == "-" else known[5]
        self.port = int(known[6])
        if known[7] != "-":
            # nginx has read the chunks, and passes the body on with its length.
            self.headers = [
                ("Transfer-Encoding", known[7]) if n.lower() == "content-length" else (n, v)
                for n, v in headers
            ]
        self.body = b""

    def values(self, name):
        return [v for n, v in self.headers if n.lower() == name]


class Origin:
    """The HTTP side of one host."""

    def __init__(self, origin):
        self.host = origin["host"]
        self.handlings = origin["handlings"]

    async def connection(self, reader, writer):
        try:
            while await self.one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # nginx has gone: its client has, or its patience ended
        finally:
            writer.close()

    async def one(self, reader, writer):
        """Answers one request; False when it was the last of its connection."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return False
        lines = head.decode("latin-1").split("\r\n")
        headers = []
        known = None
        for line in lines[1:-2]:
            name, _, value = line.partition(":")
            if name.lower() == MARK:
                known = value.split()
            else:
                headers.append((name, value.strip()))
        start = lines[0].split(" ")
        if known is None or len(known) != 8 or len(start) != 3:
            text = f"the origin got a request without its mark: {lines[0]}"
            print("plumbline: " + text, flush=True)
            await self.answer(writer, None, 500, [], text.encode(), False)
            return False
        request = Request(start, headers, known)
        request.body = await body(reader, headers)
        keep = start[2] == "HTTP/1.1" and "close" not in [
            v.lower() for v in request.values("connection")
        ]
        handling = self.handlings[request.handling]
        if handling["delayMillis"] > 0:
            await asyncio.sleep(handling["delayMillis"] / 1000)
        fixed = handling["reply"]
        if fixed is None:
            kind = [("Content-Type", "application/json")]
            await self.answer(writer, request, 200, kind, echo(self.host, request), keep)
            return keep
        headers = []
        for line in fixed["headers"]:
            name, _, value = line.partition(":")
            headers.append((name, value.strip()))
        if fixed["body"] and not any(n.lower() == "content-type" for n, _ in headers):
            headers.append(("Content-Type", "text/plain; charset=utf-8"))
        text = fixed["body"].replace("{client-address}", request.source)
        await self.answer(writer, request, fixed["status"], headers, text.encode(), keep)
        return keep

    async def answer(self, writer, request, status, headers, content, keep):
        lines = [f"HTTP/1.1 {status} {http.client.responses.get(status, 'Unknown')}"]
        lines += [f"{n}: {v}" for n, v in headers if n.lower() != "content-length"]
        if status not in BODILESS:
            lines.append(f"Content-Length: {len(content)}")
        if not keep:
            lines.append("Connection: close")
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("utf-8"))
        if status not in BODILESS and (request is None or request.method != "HEAD"):
            writer.write(content)
        await writer.drain()


async def body(reader, headers):
    """Returns the body of a request, of which nginx has told the length."""
    for name, value in headers:
        if name.lower() == "content-length":
            return await reader.readexactly(int(value))
    return b""


def echo(host, request):
    """Returns a request as it arrived, as a JSON object."""
    headers = {}
    for name, value in request.headers:
        headers.setdefault(name.lower(), []).append(value)
    members = [
        ("host", text(host)),
        ("port", str(request.port)),
        ("method", text(request.method)),
        ("target", text(request.target)),
        ("version", text(request.version)),
        (
            "headers",
            "{"
            + ",".join(
                f"{text(n)}:[{','.join(text(v) for v in values)}]" for n, values in headers.items()
            )
            + "}",
        ),
        ("source", text(request.source)),
        ("sourcePort", str(request.source_port)),
        ("sni", text(request.sni)),
        ("tls", text(request.tls)),
        ("body", text(request.body.decode("utf-8", "replace"))),
    ]
    return ("{" + ",".join(f"{text(n)}:{v}" for n, v in members) + "}\n").encode("utf-8")


def text(value):
    """Returns a text as JSON (RFC 8259 section 7): controls and surrogates are escaped."""
    if value is None:
        return "null"
    out = ['"']
    for c in value:
        code = ord(c)
        if c in '"\\':
            out.append("\\" + c)
        elif code < 0x20 or code == 0x7F:
            out.append(f"\\u{code:04x}")
        elif code > 0xFFFF:
            code -= 0x10000
            out.append(f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}")
        else:
            out.append(c)
    return "".join(out) + '"'
