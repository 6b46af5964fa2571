"""A SOCKS5 server (RFC 1928) whose user names (RFC 1929) are the places that connections start from.

What becomes of a connection is passed on as it is: refused, unreachable, silence, a half that is
closed, a reset. Names are not resolved here: that is for the resolver of who asks.
"""

import asyncio
import errno
import hmac
import ipaddress
import socket
import struct

SUCCEEDED, GENERAL_FAILURE, NOT_ALLOWED = 0, 1, 2
NETWORK_UNREACHABLE, HOST_UNREACHABLE, REFUSED = 3, 4, 5
COMMAND_NOT_SUPPORTED, ADDRESS_TYPE_NOT_SUPPORTED = 7, 8
UNREACHABLE = {
    errno.ENETUNREACH: NETWORK_UNREACHABLE,
    errno.EHOSTUNREACH: HOST_UNREACHABLE,
    errno.EACCES: NETWORK_UNREACHABLE,
    errno.ECONNREFUSED: REFUSED,
}
MOST_CONNECTIONS = 8000
MOST_EARLY = 1 << 16
LINGER_0 = struct.pack("ii", 1, 0)


def reset(transport):
    """Ends a connection with a reset, when what is still to be sent has been handed over."""
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    if connection is not None and not transport.is_closing():
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_0)
    if transport.get_write_buffer_size():
        transport.close()
    else:
        transport.abort()


class Half(asyncio.Protocol):
    """One of the two connections of a relay."""

    def __init__(self):
        self.transport = None
        self.other = None
        self.ended = False
        self.lost = False
        # What came from the other half before this one was there.
        self.pending = bytearray()

    def connection_made(self, transport):
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.pending:
            transport.write(bytes(self.pending))
            self.pending.clear()
        if self.other is not None and self.other.ended:
            transport.write_eof()

    def pass_on(self, data):
        if self.transport is not None:
            self.transport.write(data)
        elif not self.lost:
            self.pending += data

    def data_received(self, data):
        self.other.pass_on(data)

    def eof_received(self):
        self.ended = True
        if self.other.lost:
            return False
        if self.other.transport is not None:
            if self.other.ended:
                self.other.transport.close()
                return False
            self.other.transport.write_eof()
        return True

    def connection_lost(self, error):
        self.transport = None
        self.lost = True
        if self.other is None or self.other.transport is None:
            return
        if error is not None:
            reset(self.other.transport)
        else:
            self.other.transport.close()

    def pause_writing(self):
        if self.other.transport is not None:
            self.other.transport.pause_reading()

    def resume_writing(self):
        if self.other.transport is not None:
            self.other.transport.resume_reading()


class Client(Half):
    """A connection of someone who asks for connections."""

    def __init__(self, socks):
        super().__init__()
        self.socks = socks
        self.read = self.greeting
        self.early = bytearray()
        self.place = None
        self.connecting = None

    def connection_made(self, transport):
        super().connection_made(transport)
        self.socks.clients += 1

    def connection_lost(self, error):
        self.socks.clients -= 1
        if self.connecting is not None:
            self.connecting.cancel()
        super().connection_lost(error)

    def eof_received(self):
        if self.other is None:
            # Whoever leaves before there is a connection has given up.
            return False
        return super().eof_received()

    def data_received(self, data):
        if self.other is not None:
            super().data_received(data)
            return
        self.early += data
        if len(self.early) > MOST_EARLY:
            self.transport.abort()
            return
        while self.read is not None and self.transport is not None:
            taken = self.read(self.early)
            if taken == 0:
                return
            del self.early[:taken]

    def refuse(self, answer):
        self.read = None
        self.transport.write(answer)
        self.transport.close()
        return 0

    def greeting(self, data):
        if len(data) < 2 or len(data) < 2 + data[1]:
            return 0
        if data[0] != 5 or 2 not in data[2 : 2 + data[1]]:
            return self.refuse(b"\x05\xff")
        self.transport.write(b"\x05\x02")
        self.read = self.credentials
        return 2 + data[1]

    def credentials(self, data):
        if len(data) < 2 or len(data) < 3 + data[1]:
            return 0
        name_end = 2 + data[1]
        end = name_end + 1 + data[name_end]
        if len(data) < end:
            return 0
        name = bytes(data[2:name_end]).decode("utf-8", "replace")
        secret = bytes(data[name_end + 1 : end])
        self.place = self.socks.places.get(name)
        known = hmac.compare_digest(secret, self.socks.secret)
        if data[0] != 1 or not known or self.place is None:
            return self.refuse(b"\x01\x01")
        self.transport.write(b"\x01\x00")
        self.read = self.request
        return end

    def request(self, data):
        if len(data) < 5:
            return 0
        lengths = {1: 10, 4: 22, 3: 7 + data[4]}
        if data[0] != 5 or data[3] not in lengths:
            return self.refuse(reply(ADDRESS_TYPE_NOT_SUPPORTED))
        end = lengths[data[3]]
        if len(data) < end:
            return 0
        if data[1] != 1:
            return self.refuse(reply(COMMAND_NOT_SUPPORTED))
        if data[3] == 3:
            return self.refuse(reply(ADDRESS_TYPE_NOT_SUPPORTED))
        address = str(ipaddress.ip_address(bytes(data[4 : end - 2])))
        port = int.from_bytes(data[end - 2 : end], "big")
        self.read = None
        self.connecting = asyncio.ensure_future(self.connect(address, port))
        return end

    async def connect(self, address, port):
        answer = GENERAL_FAILURE
        connection = None
        try:
            if self.socks.clients > MOST_CONNECTIONS:
                self.socks.note(f"more than {MOST_CONNECTIONS} connections at once")
            else:
                connection, answer = await self.socks.open(self.place, address, port)
            if self.transport is None:
                return
            if connection is None:
                self.transport.write(reply(answer))
                self.transport.close()
                return
            await self.relay(connection)
            connection = None
        except asyncio.CancelledError:
            pass
        finally:
            self.connecting = None
            if connection is not None:
                connection.close()

    async def relay(self, connection):
        half = Half()
        half.other = self
        half.pending += self.early
        self.early.clear()
        self.transport.write(reply(SUCCEEDED, connection.getsockname()))
        self.other = half
        await asyncio.get_running_loop().connect_accepted_socket(lambda: half, connection)
        if self.lost:
            reset(half.transport)


def reply(code, bound=None):
    """Returns the bytes of a reply with the address that a connection starts from."""
    if bound is None:
        return bytes([5, code, 0, 1, 0, 0, 0, 0, 0, 0])
    address = ipaddress.ip_address(bound[0]).packed
    kind = 1 if len(address) == 4 else 4
    return bytes([5, code, 0, kind]) + address + bound[1].to_bytes(2, "big")


class Socks:
    """The server."""

    def __init__(self, namespaces, places, secret, sound, note):
        """
        sound() says whether the network is whole: None, or what of it has ended.
        note(text) keeps what has gone wrong here, for messages.
        """
        self.namespaces = namespaces
        self.places = places
        self.secret = secret
        self.sound = sound
        self.note = note
        self.clients = 0

    async def serve(self, listener):
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: Client(self), sock=listener, backlog=4096)

    async def open(self, place, address, port):
        """Returns a connection and SUCCEEDED, or None and the reason as a reply code."""
        if self.sound() is not None:
            return None, GENERAL_FAILURE
        six = ":" in address
        source = place.get("v6" if six else "v4")
        if source is None:
            return None, NETWORK_UNREACHABLE
        connection = None
        try:
            connection = self.namespaces.socket(
                place["namespace"],
                socket.AF_INET6 if six else socket.AF_INET,
                socket.SOCK_STREAM,
                source,
            )
        except OSError as e:
            self.note(f"no connection can start from {source}: {e.strerror}")
            return None, GENERAL_FAILURE
        try:
            await asyncio.get_running_loop().sock_connect(connection, (address, port))
            return connection, SUCCEEDED
        except asyncio.CancelledError:
            connection.close()
            raise
        except OSError as e:
            connection.close()
            # What refuses may be what has just ended.
            if e.errno in UNREACHABLE and self.sound() is None:
                return None, UNREACHABLE[e.errno]
            if e.errno == errno.ETIMEDOUT:
                # As silent as the target.
                await asyncio.Event().wait()
            self.note(f"connecting from {source} to {address} port {port}: {e.strerror}")
            return None, GENERAL_FAILURE
