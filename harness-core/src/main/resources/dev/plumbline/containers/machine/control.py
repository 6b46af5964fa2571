"""The control server: HTTP/1.1 for the lab, and for whoever has its secret and curl.

  POST /exchange        {"place", "address", "port", "datagram" (base64), "timeout" (ms)}
                        sends one datagram, and awaits one with the same first two bytes:
                        {"outcome": "answered", "datagram"}, or "refused", "no-route", "timed-out",
                        or "failed" with "detail": the fault is here, nothing is known of the target
  GET  /files/<path>    the bytes of a file below the machine's directory; ?from=<offset>
  PUT  /files/<path>    writes one
  POST /run             {"namespace", "command", "input"}: {"status", "output"}
  GET  /state           what runs, and what has ended
  GET  /heartbeat       stays open, one JSON object a line for what happens; when no such connection
                        is left, the machine ends
"""

import asyncio
import base64
import binascii
import errno
import hmac
import json
import os
import socket
import urllib.parse

MOST_HEAD = 1 << 16
MOST_BODY = 1 << 28
CHUNK = 1 << 16
IP_RECVERR = (socket.IPPROTO_IP, 11)
IPV6_RECVERR = (socket.IPPROTO_IPV6, 25)
NO_ROUTE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EACCES)


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status
        self.text = text


REASONS = {
    200: "OK",
    204: "No Content",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    411: "Length Required",
    413: "Content Too Large",
}


class Control:
    """The server. Answers for a machine: see machine.Machine."""

    def __init__(self, machine, directory, secret):
        self.machine = machine
        self.directory = os.path.realpath(directory)
        self.secret = secret

    async def serve(self, listener):
        return await asyncio.start_server(self.connection, sock=listener, limit=MOST_HEAD)

    async def connection(self, reader, writer):
        try:
            writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while await self.one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever asked has gone, or does not speak HTTP
        finally:
            writer.close()

    async def one(self, reader, writer):
        """Answers one request; False when it was the last of its connection."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return False
        lines = head.decode("latin-1").split("\r\n")
        start = lines[0].split(" ")
        headers = {}
        for line in lines[1:-2]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        if len(start) != 3:
            await answer(writer, 400, b"not a request\n", "text/plain")
            return False
        method, target, version = start
        keep = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
        try:
            body = await self.body(reader, writer, headers)
            given = headers.get("authorization", "").encode("latin-1")
            if not hmac.compare_digest(given, b"Bearer " + self.secret):
                raise Refusal(401, "Authorization: Bearer <the lab's secret> is missing")
            path, _, query = target.partition("?")
            path = urllib.parse.unquote(path)
            if path == "/heartbeat" and method == "GET":
                await self.heartbeat(reader, writer)
                return False
            if path.startswith("/files/"):
                await self.file(writer, method, path[len("/files/") :], query, body)
            else:
                result = await self.call(method, path, body)
                text = (json.dumps(result) + "\n").encode()
                await answer(writer, 200, text, "application/json")
        except Refusal as e:
            await answer(writer, e.status, (e.text + "\n").encode(), "text/plain; charset=utf-8")
            return keep and e.status not in (411, 413)
        return keep

    async def body(self, reader, writer, headers):
        if "transfer-encoding" in headers:
            raise Refusal(411, "a body needs a Content-Length")
        length = headers.get("content-length", "0")
        if not length.isdigit():
            raise Refusal(411, "Content-Length is not a number")
        if int(length) > MOST_BODY:
            raise Refusal(413, f"more than {MOST_BODY} bytes")
        if headers.get("expect", "").lower() == "100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        return await reader.readexactly(int(length))

    async def call(self, method, path, body):
        calls = {
            ("POST", "/exchange"): self.exchange,
            ("POST", "/run"): self.run,
            ("GET", "/state"): self.state,
        }
        known = calls.get((method, path))
        if known is None:
            if any(path == p for _, p in calls):
                raise Refusal(405, f"{path} is not for {method}")
            raise Refusal(404, "there are /exchange, /files/, /run, /state and /heartbeat")
        if method == "GET":
            return await known({})
        try:
            asked = json.loads(body)
            if not isinstance(asked, dict):
                raise ValueError("not an object")
            return await known(asked)
        except KeyError as e:
            raise Refusal(400, f"{e} is missing") from e
        except (ValueError, TypeError) as e:
            raise Refusal(400, f"not understood: {e}") from e

    async def state(self, _):
        return self.machine.state()

    async def run(self, asked):
        command = asked["command"]
        if not isinstance(command, list) or not all(isinstance(c, str) for c in command):
            raise Refusal(400, "command is a list of texts")
        name = asked.get("namespace") or ""
        if name and name not in self.machine.namespaces:
            raise Refusal(400, f'there is no namespace "{name}"')
        status, output = await self.machine.run(name, command, asked.get("input") or "")
        return {"status": status, "output": output.decode("utf-8", "replace")}

    async def exchange(self, asked):
        place = self.machine.places.get(asked["place"])
        if place is None:
            raise Refusal(400, f"there is no place \"{asked['place']}\"")
        address, port = str(asked["address"]), int(asked["port"])
        seconds = float(asked["timeout"]) / 1000
        try:
            datagram = base64.b64decode(asked["datagram"], validate=True)
        except binascii.Error as e:
            raise Refusal(400, f"datagram: {e}") from e
        failed = self.machine.trouble()
        if failed is not None:
            return {"outcome": "failed", "detail": failed}
        result = await self.exchanged(place, address, port, datagram, seconds)
        # What refuses, or stays silent, may be what has just ended.
        if result["outcome"] != "answered":
            failed = self.machine.trouble()
            if failed is not None:
                return {"outcome": "failed", "detail": failed}
        return result

    async def exchanged(self, place, address, port, datagram, seconds):
        six = ":" in address
        source = place.get("v6" if six else "v4")
        if source is None:
            return {"outcome": "no-route"}
        family = socket.AF_INET6 if six else socket.AF_INET
        try:
            made = self.machine.namespaces.socket(
                place["namespace"], family, socket.SOCK_DGRAM, source
            )
        except OSError as e:
            return {"outcome": "failed", "detail": f"no datagram starts from {source}: {e.strerror}"}
        loop = asyncio.get_running_loop()
        try:
            # Without it a "host unreachable" is not told to datagram sockets.
            made.setsockopt(*(IPV6_RECVERR if six else IP_RECVERR), 1)
            # Connected: only this server's datagrams and ICMP errors for it are seen.
            made.connect((address, port))
            try:
                made.send(datagram)
            except PermissionError:
                # A filter of the host itself has stopped it; what it says comes as from others.
                pass
            async with asyncio.timeout(seconds):
                while True:
                    came = await loop.sock_recv(made, 65535)
                    if came[:2] == datagram[:2]:
                        text = base64.b64encode(came).decode()
                        return {"outcome": "answered", "datagram": text}
        except TimeoutError as e:
            if e.errno is not None:
                return {"outcome": "failed", "detail": str(e)}
            return {"outcome": "timed-out"}
        except OSError as e:
            if e.errno == errno.ECONNREFUSED:
                return {"outcome": "refused"}
            if e.errno in NO_ROUTE:
                return {"outcome": "no-route"}
            return {
                "outcome": "failed",
                "detail": f"a datagram from {source} to {address} port {port}: {e.strerror}",
            }
        finally:
            made.close()

    # Files.

    def path(self, name):
        path = os.path.realpath(os.path.join(self.directory, name))
        if not path.startswith(self.directory + "/"):
            raise Refusal(404, "no file of this machine")
        return path

    async def file(self, writer, method, name, query, body):
        path = self.path(name)
        if method == "PUT":
            write(path, body)
            await answer(writer, 204, b"", None)
            return
        if method != "GET":
            raise Refusal(405, "files are for GET and PUT")
        try:
            start = int(urllib.parse.parse_qs(query).get("from", ["0"])[0])
            file = open(path, "rb")
        except ValueError as e:
            raise Refusal(400, f"from: {e}") from e
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as e:
            raise Refusal(404, f"there is no file {name}") from e
        with file:
            length = max(os.fstat(file.fileno()).st_size - start, 0)
            head(writer, 200, length, "application/octet-stream")
            file.seek(start)
            while length > 0:
                # A file that got shorter ends the connection early; nothing is made up.
                part = file.read(min(CHUNK, length))
                if not part:
                    raise ConnectionResetError("the file got shorter")
                length -= len(part)
                writer.write(part)
                await writer.drain()

    # The lab's own connection.

    async def heartbeat(self, reader, writer):
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n"
        )
        self.machine.beats(writer)
        try:
            while await reader.read(CHUNK):
                pass
        finally:
            self.machine.stopped_beating(writer)


def write(path, content):
    """Writes a file whole, or not at all."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = path + ".new"
    with open(temporary, "wb") as file:
        file.write(content)
    os.replace(temporary, path)


def head(writer, status, length, kind):
    lines = [f"HTTP/1.1 {status} {REASONS[status]}", f"Content-Length: {length}"]
    if kind is not None:
        lines.append(f"Content-Type: {kind}")
    if status == 204:
        del lines[1]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())


async def answer(writer, status, body, kind):
    head(writer, status, len(body), kind)
    writer.write(body)
    await writer.drain()
