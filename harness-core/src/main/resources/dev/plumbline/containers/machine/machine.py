"""Carries out a plan: a whole network of namespaces, cables, filters and servers on one machine.

  python3 machine.py <directory> [--socks <address>:<port>] [--control <address>:<port>]
      [--without-heartbeat <seconds>]

reads <directory>/plan.json. The secret that both servers ask for is in the environment variable
PLUMBLINE_SECRET, or in <directory>/secret. Python 3.11, its standard library alone; needs the
capabilities NET_ADMIN and SYS_ADMIN, and ip, nft and the servers of the plan.

It ends all it has started when it gets SIGTERM, when its lab's heartbeat is gone for ten seconds,
and when none came within two minutes.
"""

import argparse
import asyncio
import ipaddress
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

import origin
from control import Control, write
from namespaces import Namespaces, Trouble, more_descriptors, own_proc
from socks import Socks

PATIENCE = 30.0
FIRST_HEARTBEAT = 120.0
WITHOUT_HEARTBEAT = 10.0
COMMAND_TIME = 60.0
LAST_LINES = 20
PF_EXITING = 0x4
LISTENING = "0A"


def say(text):
    print("plumbline: " + text, flush=True)


class Service:
    """A program of the plan."""

    def __init__(self, plan, log):
        self.name = plan["name"]
        self.plan = plan
        self.log = log
        self.pid = None
        self.status = None

    def last_lines(self):
        try:
            with open(self.log, "rb") as file:
                file.seek(0, os.SEEK_END)
                file.seek(max(file.tell() - 16384, 0))
                return file.read().decode(errors="replace").splitlines()[-LAST_LINES:]
        except FileNotFoundError:
            return []

    def is_ending(self):
        """Whether it has ended or been stopped, or is about to: its sockets go before it counts as dead."""
        fields = self.fields()
        # Whoever is stopped is as silent as one that drops: that must not be taken for the network.
        return fields is None or fields[0] in "ZXTt" or bool(int(fields[6]) & PF_EXITING)

    def fields(self):
        """Returns what the kernel says of it (proc(5), stat), from its state on; None when it has ended."""
        if self.status is not None:
            return None
        try:
            with open(f"/proc/{self.pid}/stat") as file:
                return file.read().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None

    def ended(self):
        fields = self.fields()
        if fields is not None and fields[0] in "Tt":
            return f"{self.name} has been stopped"
        how = f"with status {self.status}" if self.status is not None else "just now"
        if self.status is not None and self.status < 0:
            how = f"by signal {signal.Signals(-self.status).name}"
        return f"{self.name} has ended {how}"


class Machine:
    """A plan that is being carried out."""

    def __init__(self, directory, plan, without_heartbeat):
        self.directory = directory
        self.plan = plan
        self.without_heartbeat = without_heartbeat
        self.places = plan["places"]
        self.namespaces = Namespaces()
        self.services = []
        self.phase = "starting"
        self.notes = []
        self.waiting = {}
        self.heart = set()
        self.began = time.monotonic()
        self.last_beat = None
        self.done = None
        self.commands = 0

    # Setting up: nothing is concurrent yet.

    def write_files(self):
        for path, content in self.plan["files"].items():
            write(os.path.join(self.directory, path), content.encode())
        for folder in ("log", "run"):
            os.makedirs(os.path.join(self.directory, folder), exist_ok=True)

    def build(self):
        def step(what, act):
            began = time.monotonic()
            act()
            say(f"{what} in {time.monotonic() - began:.2f} s")

        plan = self.plan
        namespaces, wires = plan["namespaces"], plan["wires"]
        step(f"{len(plan['files'])} files", self.write_files)
        step(f"{len(namespaces)} namespaces", lambda: self.namespaces.prepare(namespaces))
        step(f"{len(wires)} wires", lambda: self.namespaces.wire(wires))
        step("addresses, routes, filters", lambda: self.namespaces.configure(namespaces, wires))

    def start_origins(self):
        if not self.plan["origins"]:
            return
        log = os.path.join(self.directory, "log", "origins.log")
        service = Service({"name": "origins", "listens": [], "configuration": "plan.json"}, log)
        came, ready = os.pipe()
        service.pid = os.fork()
        if service.pid == 0:
            os.close(came)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            with open(log, "ab") as file:
                os.dup2(file.fileno(), 1)
                os.dup2(file.fileno(), 2)
            try:
                origin.run(self.plan, self.namespaces, self.directory, ready)
            finally:
                os._exit(1)
        os.close(ready)
        with open(came, "rb") as file:
            said = file.readline().decode().strip()
        if said != "ready":
            service.status = os.waitstatus_to_exitcode(os.waitpid(service.pid, 0)[1])
            raise NotStarted(service, said or service.ended())
        self.services.append(service)
        say(f"origins for {', '.join(o['host'] for o in self.plan['origins'])}")

    def start_services(self):
        for plan in self.plan["services"]:
            log = os.path.join(self.directory, "log", plan["name"] + ".log")
            service = Service(plan, log)
            try:
                with open(log, "ab") as file, self.namespaces.entered(plan["namespace"]):
                    process = subprocess.Popen(
                        plan["command"],
                        stdin=subprocess.DEVNULL,
                        stdout=file,
                        stderr=subprocess.STDOUT,
                        cwd=self.directory,
                        start_new_session=True,
                    )
            except OSError as e:
                raise NotStarted(service, f"{plan['command'][0]}: {e.strerror}") from e
            service.pid = process.pid
            # Reaped here with all others.
            process.returncode = 0
            self.services.append(service)

    # Running.

    def reap(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            status = os.waitstatus_to_exitcode(status)
            if pid in self.waiting:
                self.waiting.pop(pid).set_result(status)
            for service in self.services:
                if service.pid == pid:
                    service.status = status
                    self.died(service)

    def died(self, service):
        if self.phase != "ready":
            return
        say(service.ended() + "; its last lines:")
        for line in service.last_lines():
            say("  " + line)
        self.event({"event": "ended", "detail": service.ended(), "lines": service.last_lines()})

    def trouble(self):
        """Returns what of the network is no longer there; None when it is whole."""
        for service in self.services:
            if service.is_ending():
                return service.ended()
        return None

    def note(self, text):
        """Keeps what went wrong here."""
        if text not in self.notes:
            say(text)
            self.notes = self.notes[-LAST_LINES:] + [text]

    def state(self):
        return {
            "state": self.phase,
            "trouble": self.trouble(),
            "notes": self.notes,
            "namespaces": len(self.namespaces),
            "connections": self.socks.clients,
            "services": [
                {
                    "name": s.name,
                    "namespace": s.plan.get("namespace"),
                    "pid": s.pid,
                    "status": s.status,
                    "lastLines": s.last_lines() if s.is_ending() else [],
                }
                for s in self.services
            ],
        }

    async def run(self, name, command, text):
        """Runs a command in a namespace; returns its status and all it said."""
        self.commands += 1
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
            given.write(text.encode())
            given.seek(0)
            try:
                with self.namespaces.entered(name):
                    process = subprocess.Popen(
                        command,
                        stdin=given,
                        stdout=said,
                        stderr=subprocess.STDOUT,
                        cwd=self.directory,
                        start_new_session=True,
                    )
            except OSError as e:
                return 127, f"{command[0] if command else 'no command'}: {e.strerror}\n".encode()
            process.returncode = 0
            ended = asyncio.get_running_loop().create_future()
            self.waiting[process.pid] = ended
            try:
                status = await asyncio.wait_for(asyncio.shield(ended), COMMAND_TIME)
            except TimeoutError:
                os.killpg(process.pid, signal.SIGKILL)
                await ended
                said.write(f"\nended after {COMMAND_TIME:.0f} s\n".encode())
                status = 124
            said.seek(0)
            return status, said.read()

    # The heartbeat.

    def event(self, what):
        for writer in self.heart:
            writer.write((json.dumps(what) + "\n").encode())

    def beats(self, writer):
        self.heart.add(writer)
        self.last_beat = time.monotonic()
        writer.write((json.dumps({"event": "here", "state": self.phase}) + "\n").encode())

    def stopped_beating(self, writer):
        self.heart.discard(writer)
        self.last_beat = time.monotonic()

    async def watch_heart(self):
        while True:
            await asyncio.sleep(0.25)
            now = time.monotonic()
            if self.heart:
                continue
            if self.last_beat is None and now - self.began > FIRST_HEARTBEAT:
                return f"no lab has asked for a heartbeat in {FIRST_HEARTBEAT:.0f} s"
            if self.last_beat is not None and now - self.last_beat > self.without_heartbeat:
                return "the lab's heartbeat is gone"

    # Waiting for services.

    async def started(self, service):
        for at in service.plan["listens"]:
            where = f"{at['address']}:{at['port']}"
            pause = 0.01
            began = time.monotonic()
            said = False
            while True:
                if service.status is not None:
                    raise NotStarted(service, service.ended())
                if is_listening(service.pid, at["address"], at["port"]):
                    break
                waited = time.monotonic() - began
                if waited > PATIENCE:
                    raise NotStarted(
                        service, f"does not accept connections on {where} after {PATIENCE:.0f} s"
                    )
                if waited > 0.3 and not said:
                    say(f"waiting for {service.name} on {where}")
                    said = True
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, 0.1)

    async def live(self, secret, listeners):
        loop = asyncio.get_running_loop()
        self.done = loop.create_future()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(
                number, lambda: self.done.done() or self.done.set_result("told to end")
            )
        loop.add_signal_handler(signal.SIGCHLD, self.reap)
        self.reap()
        self.socks = Socks(self.namespaces, self.places, secret, self.trouble, self.note)
        servers = [
            await self.socks.serve(listeners[0]),
            await Control(self, self.directory, secret).serve(listeners[1]),
        ]
        starting = asyncio.ensure_future(self.all_started())
        heart = asyncio.ensure_future(self.watch_heart())
        await asyncio.wait({starting, self.done, heart}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            self.phase = "ready"
            self.event({"event": "ready"})
            say("ready")
            await asyncio.wait({self.done, heart}, return_when=asyncio.FIRST_COMPLETED)
        say((heart.result() if heart.done() else self.done.result()) + ": ending")
        for server in servers:
            server.close()

    async def all_started(self):
        began = time.monotonic()
        await asyncio.gather(*(self.started(s) for s in self.services))
        say(f"{len(self.services)} services in {time.monotonic() - began:.2f} s")

    def end(self):
        for service in self.services:
            if service.status is None and service.pid is not None:
                try:
                    # Those started as programs lead a process group of their own.
                    group = os.getpgid(service.pid)
                    if group == service.pid:
                        os.killpg(group, signal.SIGKILL)
                    else:
                        os.kill(service.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        for pid in self.waiting:
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def is_listening(pid, address, port):
    """Whether somebody listens there in the namespace of a process.

    It is looked up: a host's way to an address of its own may lead through the network.
    """
    packed = ipaddress.ip_address(address).packed
    words = [packed[i : i + 4] for i in range(0, len(packed), 4)]
    wanted = "".join(f"{int.from_bytes(word, sys.byteorder):08X}" for word in words)
    tables = {"tcp6": [wanted, "0" * 32]} if len(packed) == 16 else {
        "tcp": [wanted, "0" * 8],
        "tcp6": ["0" * 32],
    }
    for table, addresses in tables.items():
        try:
            with open(f"/proc/{pid}/net/{table}") as file:
                lines = file.read().splitlines()[1:]
        except (FileNotFoundError, ProcessLookupError):
            continue
        for line in lines:
            _, local, _, state = line.split()[:4]
            at, _, number = local.partition(":")
            if state == LISTENING and at in addresses and int(number, 16) == port:
                return True
    return False


class NotStarted(Trouble):
    """A service did not start."""

    def __init__(self, service, what):
        super().__init__(f"{service.name} {what}" if service.name not in what else what)
        self.service = service


def listening(text):
    address, _, port = text.rpartition(":")
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((address, int(port)))
    made.listen(4096)
    return made


def failed(what, service=None):
    say("failed: " + what)
    if service is not None:
        lines = service.last_lines()
        if lines:
            say(f"the last lines of {service.log}:")
            for line in lines:
                say("  " + line)
        say(f"its configuration is {service.plan['configuration']}")
    return 1


def secret_of(directory):
    given = os.environ.pop("PLUMBLINE_SECRET", None)
    if given is None:
        path = os.path.join(directory, "secret")
        with open(path) as file:
            given = file.read().strip()
    if not given:
        raise ValueError("the secret is empty")
    return given.encode()


def terminated(number, frame):
    raise SystemExit(1)


def main():
    parser = argparse.ArgumentParser(description="Carries out a plan.")
    parser.add_argument("directory")
    parser.add_argument("--socks", default="0.0.0.0:1080")
    parser.add_argument("--control", default="0.0.0.0:1081")
    parser.add_argument("--without-heartbeat", type=float, default=WITHOUT_HEARTBEAT)
    asked = parser.parse_args()
    # The first process of a container is deaf to signals that it does not ask for.
    signal.signal(signal.SIGTERM, terminated)
    directory = os.path.realpath(asked.directory)
    try:
        secret = secret_of(directory)
        with open(os.path.join(directory, "plan.json")) as file:
            plan = json.load(file)
    except (OSError, ValueError) as e:
        return failed(f"no plan or secret in {directory}: {e}")
    machine = None
    try:
        more_descriptors()
        own_proc()
        machine = Machine(directory, plan, asked.without_heartbeat)
        machine.build()
        machine.start_origins()
        machine.start_services()
        # Only now: what was started has not inherited them.
        listeners = [listening(asked.socks), listening(asked.control)]
        ports = [s.getsockname()[1] for s in listeners]
        say(f"SOCKS5 on port {ports[0]}, control on port {ports[1]}")
        asyncio.run(machine.live(secret, listeners))
        return 0
    except NotStarted as e:
        return failed(str(e), e.service)
    except (Trouble, OSError) as e:
        return failed(str(e))
    finally:
        if machine is not None:
            machine.end()


if __name__ == "__main__":
    sys.exit(main())
