"""Looks names up for nginx and for health probes, as a host does: asks the host's DNS servers in order, the
next one when one gives no answer within a second, or none but SERVFAIL, NOTIMP or REFUSED. When a name no
longer resolves, its last addresses stay in use, as reverse proxies do. nginx alone would ask the servers in
turn, keep what they say, and forget it when it needs it.

  python3 lookup.py <settings>    JSON: {"address", "port", "servers": [address], "v4", "v6"}

takes datagrams at the address and port. The first label of a name that is asked for is left out: it is
another one for each request, so that nginx finds nothing in its cache. It ends with a hyphen and how long the
servers may take, in milliseconds; what is asked under one label is asked of them once. The two last settings say which
addresses the host has, and so which it asks for; of those it finds it tells the first alone, IPv4 before
IPv6: a gateway asks one backend.
"""

import asyncio
import json
import socket
import struct
import sys
import time

HEADER = 12
LARGEST = 65535
A, AAAA, OPT = 1, 28, 41
SIZES = {A: 4, AAAA: 16}
NO_ANSWERS = (2, 4, 5)  # SERVFAIL, NOTIMP, REFUSED
NXDOMAIN = 3
TRUNCATED = 0x0200
FAIL_OVER = 1.0
# How long a look-up waits for another question under its label.
KEPT = 10.0


class Unreadable(Exception):
    """A message that is none."""


def labels(message, at):
    """The labels of a name that is not compressed, and where it ends."""
    found = []
    while message[at]:
        if message[at] > 63:
            raise Unreadable
        found.append(message[at + 1 : at + 1 + message[at]])
        at += message[at] + 1
    return found, at + 1


def past_name(message, at):
    while message[at]:
        if message[at] > 63:
            return at + 2
        at += message[at] + 1
    return at + 1


def wire(name):
    return b"".join(bytes([len(label)]) + label for label in name) + b"\0"


def question(number, name, kind):
    """A question with recursion, and room for long answers (RFC 6891)."""
    head = struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 1)
    return head + wire(name) + struct.pack(">HH", kind, 1) + struct.pack(">BHHIH", 0, OPT, 4096, 0, 0)


def fits(asked, answer):
    """Whether an answer has the identifier and the very question of a question."""
    end = past_name(asked, HEADER) + 4
    return (
        len(answer) >= end
        and answer[:2] == asked[:2]
        and answer[2] & 0x80
        and answer[4:6] == b"\0\1"
        and answer[HEADER:end].lower() == asked[HEADER:end].lower()
    )


def addresses(answer, kind):
    """The addresses of the answer section, whatever alias they stand under."""
    found = []
    at = past_name(answer, HEADER) + 4
    for _ in range(struct.unpack(">H", answer[6:8])[0]):
        at = past_name(answer, at)
        owner_kind, _, _, size = struct.unpack(">HHIH", answer[at : at + 10])
        data = answer[at + 10 : at + 10 + size]
        if len(data) != size:
            raise Unreadable
        if owner_kind == kind and size == SIZES[kind]:
            found.append(data)
        at += 10 + size
    return found


async def over_udp(server, asked, deadline):
    loop = asyncio.get_running_loop()
    family = socket.AF_INET6 if ":" in server else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as made:
        made.connect((server, 53))
        await loop.sock_sendall(made, asked)
        while True:
            answer = await asyncio.wait_for(loop.sock_recv(made, LARGEST), deadline - time.monotonic())
            if fits(asked, answer):
                return answer


async def over_tcp(server, asked, deadline):
    async def exchange():
        reader, writer = await asyncio.open_connection(server, 53)
        try:
            writer.write(struct.pack(">H", len(asked)) + asked)
            return await message(reader)
        finally:
            writer.close()

    answer = await asyncio.wait_for(exchange(), deadline - time.monotonic())
    # A truncated answer is never used (RFC 7766 section 5).
    return answer if fits(asked, answer) and not flags(answer) & TRUNCATED else None


def flags(answer):
    return struct.unpack(">H", answer[2:4])[0]


async def told(server, asked, kind, timeout):
    """The addresses that a server tells; None where it gives no answer that counts."""
    deadline = time.monotonic() + timeout
    try:
        answer = await over_udp(server, asked, deadline)
        if flags(answer) & TRUNCATED:
            answer = await over_tcp(server, asked, deadline)
        if answer is None or flags(answer) & 0x0F in NO_ANSWERS:
            return None
        return addresses(answer, kind)
    except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
        # Refused, unreachable or silent.
        return None
    except (Unreadable, IndexError, struct.error):
        return None


async def message(reader):
    size = struct.unpack(">H", await reader.readexactly(2))[0]
    return await reader.readexactly(size)


class Lookup:
    def __init__(self, settings):
        self.servers = settings["servers"]
        self.kinds = ([A] if settings["v4"] else []) + ([AAAA] if settings["v6"] else [])
        self.known = {}
        self.running = {}
        self.number = 0

    async def of_kind(self, name, kind, deadline):
        self.number = (self.number + 1) & 0xFFFF
        asked = question(self.number, name, kind)
        for i, server in enumerate(self.servers):
            last = i == len(self.servers) - 1
            left = max(deadline - time.monotonic(), 0.001)
            found = await told(server, asked, kind, left if last else min(left, FAIL_OVER))
            if found is not None:
                return [(kind, one) for one in found]
        return []

    async def under(self, label, name, patience):
        """The addresses of a name, looked up once under a label."""
        key = (label, wire(name).lower())
        if key not in self.running:
            self.running[key] = asyncio.create_task(self.found(name, patience))
            asyncio.get_running_loop().call_later(patience + KEPT, self.running.pop, key)
        return await asyncio.shield(self.running[key])

    async def found(self, name, patience):
        """The addresses of a name; those that it had last where it has none."""
        deadline = time.monotonic() + patience
        all = await asyncio.gather(*(self.of_kind(name, kind, deadline) for kind in self.kinds))
        key = wire(name).lower()
        found = [one for some in all for one in some]
        if found:
            self.known[key] = found
        return found or self.known.get(key, [])

    async def answer(self, asked):
        """The answer to a question; None for what is none."""
        try:
            name, end = labels(asked, HEADER)
            kind = struct.unpack(">H", asked[end : end + 2])[0]
            if asked[2] & 0x80 or asked[4:6] != b"\0\1" or not name:
                return None
            patience = int(name[0].rsplit(b"-", 1)[1]) / 1000
        except (Unreadable, IndexError, ValueError, struct.error):
            return None
        found = (await self.under(name[0], name[1:], patience))[:1]
        records = [one for one in found if one[0] == kind]
        code = 0 if found else NXDOMAIN
        head = asked[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, len(records), 0, 0)
        body = b"".join(
            struct.pack(">HHHIH", 0xC000 | HEADER, one[0], 1, 0, len(one[1])) + one[1]
            for one in records
        )
        return head + asked[HEADER : end + 4] + body


class Datagrams(asyncio.DatagramProtocol):
    """Answers datagrams. No answer is too long for one."""

    def __init__(self, lookup):
        self.lookup = lookup
        self.running = set()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, source):
        task = asyncio.create_task(self.answer(data, source))
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def answer(self, data, source):
        answer = await self.lookup.answer(data)
        if answer is not None:
            self.transport.sendto(answer, source)


async def main(path):
    with open(path, encoding="utf-8") as file:
        settings = json.load(file)
    lookup = Lookup(settings)
    at = (settings["address"], settings["port"])
    await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Datagrams(lookup), local_addr=at
    )
    # A service counts as started when it takes connections.
    server = await asyncio.start_server(lambda reader, writer: writer.close(), *at)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
