"""Stands before nginx where a server name that is not known ends the connection with a reset, which
nginx cannot do: reads the ClientHello, and passes connections on with the PROXY protocol.

  python3 front.py <settings>    JSON: {"listens": [{"address", "port"}], "socket", "names" (regular
                                 expressions), "nameless" (whether no name is let through)}
"""

import asyncio
import json
import re
import socket
import struct
import sys

HANDSHAKE = 22
MOST_HELLO = 1 << 16


class Incomplete(Exception):
    """The bytes end too early."""


def take(data, at, length):
    if at + length > len(data):
        raise Incomplete
    return data[at : at + length]


def server_name(data):
    """Returns the server name of a ClientHello (RFC 6066 section 3); None for none."""
    hello = b""
    at = 0
    while len(hello) < 4 or len(hello) < 4 + int.from_bytes(hello[1:4], "big"):
        head = take(data, at, 5)
        hello += take(data, at + 5, int.from_bytes(head[3:5], "big"))
        at += 5 + int.from_bytes(head[3:5], "big")
    try:
        at = 38
        at += 1 + hello[at]
        at += 2 + int.from_bytes(take(hello, at, 2), "big")
        at += 1 + hello[at]
        end = at + 2 + int.from_bytes(take(hello, at, 2), "big")
        at += 2
        while at + 4 <= end:
            kind, length = struct.unpack(">HH", take(hello, at, 4))
            if kind == 0:
                name = int.from_bytes(take(hello, at + 7, 2), "big")
                return take(hello, at + 9, name).decode("latin-1").lower()
            at += 4 + length
    except (Incomplete, IndexError):
        return None  # no extensions, or not what it seems: nginx will say so
    return None


class Front:
    def __init__(self, settings):
        self.path = settings["socket"]
        self.names = [re.compile(name) for name in settings["names"]]
        self.nameless = settings["nameless"]

    def knows(self, data):
        if data[0] != HANDSHAKE:
            return True
        name = server_name(data)
        return self.nameless if name is None else any(n.fullmatch(name) for n in self.names)

    async def connection(self, reader, writer):
        data = b""
        try:
            while True:
                more = await reader.read(1 << 14)
                data += more
                try:
                    if not more or self.knows(data):
                        break
                except Incomplete:
                    if len(data) > MOST_HELLO:
                        break
                    continue
                one = (1, 0)
                connection = writer.get_extra_info("socket")
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", *one))
                writer.transport.abort()
                return
            if data:
                await self.passed_on(reader, writer, data)
        except ConnectionError:
            pass  # one side has gone
        finally:
            writer.close()

    async def passed_on(self, reader, writer, data):
        source = writer.get_extra_info("peername")
        here = writer.get_extra_info("sockname")
        family = "TCP6" if ":" in source[0] else "TCP4"
        behind, to = await asyncio.open_unix_connection(self.path)
        head = f"PROXY {family} {source[0]} {here[0]} {source[1]} {here[1]}\r\n"
        to.write(head.encode() + data)
        await asyncio.gather(copy(reader, to), copy(behind, writer))


async def copy(reader, writer):
    try:
        while True:
            data = await reader.read(1 << 16)
            if not data:
                break
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
    except ConnectionError:
        writer.close()


async def main(settings):
    front = Front(settings)
    for at in settings["listens"]:
        family = socket.AF_INET6 if ":" in at["address"] else socket.AF_INET
        await asyncio.start_server(
            front.connection, at["address"], at["port"], family=family, backlog=4096
        )
    await asyncio.Event().wait()


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        asyncio.run(main(json.load(file)))
