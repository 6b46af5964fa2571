"""Carries out a plan's namespaces, cables and filters, and tries connections in them.

Reads from standard input one JSON object with "plan", "listeners", "steps"; each step has "scripts"
for nft and "flows". Prints what became of each flow as one JSON array for each step.
"""

import contextlib
import errno
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import namespaces  # noqa: E402

RECVERR = {socket.IPPROTO_IP: 11, socket.IPPROTO_IPV6: 25}
NOWHERE = (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EACCES)


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def made(space, name, address, kind):
    with space.entered(name):
        one = socket.socket(family(address), kind | socket.SOCK_NONBLOCK)
    return one


def serve(space, listeners):
    poll = select.epoll()
    tcp, udp, kept = {}, {}, []
    for name, address, port, protocol in listeners:
        kind = socket.SOCK_STREAM if protocol == "TCP" else socket.SOCK_DGRAM
        one = made(space, name, address, kind)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((address, port))
        if protocol == "TCP":
            one.listen(512)
        (tcp if protocol == "TCP" else udp)[one.fileno()] = (one, name)
        poll.register(one.fileno(), select.EPOLLIN)

    def run():
        while True:
            for fd, _ in poll.poll():
                with contextlib.suppress(OSError):
                    if fd in tcp:
                        one, name = tcp[fd]
                        connection, peer = one.accept()
                        connection.sendall(f"{name} {peer[0]}".encode())
                        kept.append(connection)
                    else:
                        one, name = udp[fd]
                        _, peer = one.recvfrom(100)
                        one.sendto(f"{name} {peer[0]}".encode(), peer)

    threading.Thread(target=run, daemon=True).start()


def outcome(error):
    if error == errno.ECONNREFUSED:
        return "REJECTED"
    if error in NOWHERE:
        return "NO_ROUTE"
    return "error " + errno.errorcode.get(error, str(error))


def tried(space, flows, patience):
    poll = select.epoll()
    results = ["DROPPED"] * len(flows)
    open_ones = {}
    for i, (name, source, address, port, protocol) in enumerate(flows):
        kind = socket.SOCK_STREAM if protocol == "TCP" else socket.SOCK_DGRAM
        one = made(space, name, address, kind)
        if protocol == "UDP":
            # Else the kernel keeps to itself what routers say.
            level = socket.IPPROTO_IPV6 if ":" in address else socket.IPPROTO_IP
            one.setsockopt(level, RECVERR[level], 1)
        try:
            one.bind((source, 0))
            error = one.connect_ex((address, port))
            if error == 0 and protocol == "UDP":
                try:
                    one.send(b"?")
                except PermissionError:
                    # As where a lab's machine sends datagrams.
                    pass
        except OSError as e:
            error = e.errno
        if error not in (0, errno.EINPROGRESS):
            results[i] = outcome(error)
            one.close()
            continue
        open_ones[one.fileno()] = (i, one)
        wanted = select.EPOLLIN if protocol == "UDP" else select.EPOLLOUT
        poll.register(one.fileno(), wanted | select.EPOLLERR)
    end = time.monotonic() + patience
    while open_ones and time.monotonic() < end:
        for fd, events in poll.poll(max(0, end - time.monotonic())):
            i, one = open_ones[fd]
            error = one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if error:
                results[i] = outcome(error)
            elif events & select.EPOLLIN:
                try:
                    results[i] = "DELIVERED " + (one.recv(200).decode() or "nothing")
                except OSError as e:
                    results[i] = outcome(e.errno)
            else:
                results[i] = "OPENED"
                poll.modify(fd, select.EPOLLIN | select.EPOLLERR)
                continue
            poll.unregister(fd)
            del open_ones[fd]
            one.close()
    for _, one in open_ones.values():
        one.close()
    return results


def main():
    task = json.load(sys.stdin)
    plan = task["plan"]
    namespaces.own_proc()
    namespaces.more_descriptors()
    space = namespaces.Namespaces()
    space.prepare(plan["namespaces"])
    space.wire(plan["wires"])
    space.configure(plan["namespaces"], plan["wires"])
    serve(space, task["listeners"])
    for step in task["steps"]:
        for name, script in step["scripts"].items():
            with space.entered(name):
                subprocess.run(["nft", "-f", "-"], input=script.encode(), check=True)
        print(json.dumps(tried(space, step["flows"], task["patience"])), flush=True)
    os._exit(0)


main()
