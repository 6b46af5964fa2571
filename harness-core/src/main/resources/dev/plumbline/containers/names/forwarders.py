"""Asks DNS servers on, in order, for a name server that forwards.

A name server orders the servers it forwards to by how fast they are, and takes other codes for
answers than a description does. So it asks this program, over TCP (RFC 7766), and this program asks
the servers one after the other, over UDP and, where an answer is truncated, over TCP. Where another
host sends the questions, they are handed over through a socket of the file system to the same
program in that host's namespace.

Its only argument is a file with a JSON list; each member has "address" and "port" to listen on, and
either "passTo", the path of a socket, or "servers", "serverPort", "timeout" (seconds, for each
server), "v4" and "v6" (the addresses questions are sent from), and "socket", a path to listen on as
well, or null.
"""

import asyncio
import contextlib
import json
import os
import socket
import struct
import sys
import time

HEADER = 12
ANSWERS = (0, 3, 6)  # NOERROR, NXDOMAIN, YXDOMAIN
LARGEST = 65535
# How long a connection may be without questions.
IDLE = 30.0
BACKLOG = 4096


def question_end(message):
    """Where the question section ends; raises IndexError where there is none."""
    at = HEADER
    while message[at]:
        if message[at] > 63:
            raise IndexError("a name in a question is not compressed")
        at += message[at] + 1
    if at + 5 > len(message):
        raise IndexError("the question is cut off")
    return at + 5


def failure(message):
    """The answer SERVFAIL to a question."""
    end = question_end(message)
    flags = 0x8082 | (message[2] << 8 & 0x7900)
    edns = struct.unpack(">H", message[10:12])[0] > 0
    head = message[:2] + struct.pack(">HHHHH", flags, 1, 0, 0, 1 if edns else 0)
    option = b"\0\0\x29\x10\0\0\0\0\0\0\0" if edns else b""
    return head + message[HEADER:end] + option


def fits(question, answer):
    """Whether an answer has the identifier and the very question of a question."""
    end = question_end(question)
    return (
        len(answer) >= end
        and answer[:2] == question[:2]
        and answer[2] & 0x80
        and answer[4:6] == b"\0\1"
        and answer[HEADER:end].lower() == question[HEADER:end].lower()
    )


def opened(server, port, source, kind):
    """A socket that leads to a server; None where there is no address to send from."""
    family = socket.AF_INET6 if ":" in server else socket.AF_INET
    if source is None:
        return None
    made = socket.socket(family, kind | socket.SOCK_NONBLOCK)
    try:
        made.bind((source, 0))
    except OSError:
        made.close()
        raise
    return made


async def over_udp(server, port, source, question, deadline):
    loop = asyncio.get_running_loop()
    made = opened(server, port, source, socket.SOCK_DGRAM)
    if made is None:
        return None
    with made:
        made.connect((server, port))
        await loop.sock_sendall(made, question)
        while True:
            left = deadline - time.monotonic()
            answer = await asyncio.wait_for(loop.sock_recv(made, LARGEST), left)
            if fits(question, answer):
                return answer


async def over_tcp(server, port, source, question, deadline):
    loop = asyncio.get_running_loop()
    made = opened(server, port, source, socket.SOCK_STREAM)
    if made is None:
        return None
    with made:
        left = deadline - time.monotonic()
        await asyncio.wait_for(loop.sock_connect(made, (server, port)), left)
        await loop.sock_sendall(made, struct.pack(">H", len(question)) + question)
        received = b""
        while len(received) < 2 or len(received) < 2 + struct.unpack(">H", received[:2])[0]:
            left = deadline - time.monotonic()
            more = await asyncio.wait_for(loop.sock_recv(made, LARGEST), left)
            if not more:
                return None
            received += more
        answer = received[2:]
        # A truncated answer is never used (RFC 7766 section 5).
        return answer if fits(question, answer) and not answer[2] & 0x02 else None


async def told(server, port, source, question, timeout):
    """The answer of one server; None where it gives none that counts."""
    deadline = time.monotonic() + timeout
    try:
        answer = await over_udp(server, port, source, question, deadline)
        if answer is not None and answer[2] & 0x02:
            answer = await over_tcp(server, port, source, question, deadline)
    except (OSError, asyncio.TimeoutError):
        # Refused, unreachable or silent: the next one is asked.
        return None
    return answer if answer is not None and answer[3] & 0x0F in ANSWERS else None


async def asked_on(one, question):
    for server in one["servers"]:
        source = one["v6"] if ":" in server else one["v4"]
        answer = await told(server, one["serverPort"], source, question, one["timeout"])
        if answer is not None:
            return answer
    return failure(question)


async def passed_on(one, question):
    """The answer of this program in another namespace, which may still be starting."""
    for attempt in range(40):
        try:
            reader, writer = await asyncio.open_unix_connection(one["passTo"])
        except OSError:
            await asyncio.sleep(0.05)
            continue
        try:
            writer.write(struct.pack(">H", len(question)) + question)
            return await message(reader)
        finally:
            writer.close()
    print("nobody listens on", one["passTo"], file=sys.stderr, flush=True)
    return failure(question)


async def message(reader):
    size = struct.unpack(">H", await reader.readexactly(2))[0]
    return await reader.readexactly(size)


def serving(one):
    """A handler of connections; questions of one connection are answered as answers come."""

    async def answer(question, writer):
        try:
            question_end(question)
        except IndexError:
            return
        try:
            answered = await (passed_on if "passTo" in one else asked_on)(one, question)
        except (OSError, asyncio.IncompleteReadError) as e:
            print("a question could not be passed on:", e, file=sys.stderr, flush=True)
            answered = failure(question)
        with contextlib.suppress(OSError):
            writer.write(struct.pack(">H", len(answered)) + answered)
            await writer.drain()

    async def handle(reader, writer):
        running = set()
        try:
            while True:
                task = asyncio.create_task(
                    answer(await asyncio.wait_for(message(reader), IDLE), writer)
                )
                running.add(task)
                task.add_done_callback(running.discard)
        except (asyncio.IncompleteReadError, asyncio.TimeoutError, OSError):
            pass
        finally:
            if running:
                await asyncio.wait(running)
            writer.close()

    return handle


async def main(path):
    with open(path, encoding="utf-8") as file:
        forwarders = json.load(file)
    servers = []
    for one in forwarders:
        handle = serving(one)
        if one.get("socket"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(one["socket"])
            made = await asyncio.start_unix_server(handle, one["socket"], backlog=BACKLOG)
            servers.append(made)
        made = await asyncio.start_server(handle, one["address"], one["port"], backlog=BACKLOG)
        servers.append(made)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
