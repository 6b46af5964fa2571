"""The network namespaces of a plan: made, wired, and entered by name.

The whole process changes its namespace for a moment (setns), makes a socket or starts a program,
and changes back. That is safe in a process with one thread, and only where nothing is awaited in
between.
"""

import contextlib
import ctypes
import os
import resource
import socket
import subprocess

CLONE_NEWNS = 0x00020000
CLONE_NEWNET = 0x40000000
MS_REC = 0x4000
MS_PRIVATE = 0x40000
IP_BIND_ADDRESS_NO_PORT = 24

LIBC = ctypes.CDLL(None, use_errno=True)

# Set before there is any interface, so that all of them take after "default".
FIRST = [
    ("ipv4/conf/all/rp_filter", "0"),
    ("ipv4/conf/default/rp_filter", "0"),
    ("ipv4/conf/all/accept_redirects", "0"),
    ("ipv4/conf/all/send_redirects", "0"),
    ("ipv4/conf/default/send_redirects", "0"),
    # An ICMP error that was held back would make a refusal look like a drop.
    ("ipv4/icmp_ratelimit", "0"),
    ("ipv4/icmp_ratemask", "0"),
    ("ipv6/icmp/ratelimit", "0"),
    ("ipv6/icmp/ratemask", "127"),
    ("ipv6/conf/all/disable_ipv6", "0"),
    ("ipv6/conf/default/disable_ipv6", "0"),
    ("ipv6/conf/lo/disable_ipv6", "0"),
    # No search for duplicates: addresses are of use at once.
    ("ipv6/conf/all/accept_dad", "0"),
    ("ipv6/conf/default/accept_dad", "0"),
    ("ipv6/conf/default/dad_transmits", "0"),
    ("ipv6/conf/default/accept_ra", "0"),
    ("ipv6/conf/default/router_solicitations", "0"),
    ("ipv6/conf/all/accept_redirects", "0"),
]
FORWARDING = [("ipv4/ip_forward", "1"), ("ipv6/conf/all/forwarding", "1")]
# What a kernel may lack: IPv6 as a whole, and settings that came or went with a version.
REQUIRED = ("ipv4/conf/", "ipv4/ip_forward")


class Trouble(Exception):
    """The plan cannot be carried out; says what and where."""


def _call(result, what):
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")


def own_proc():
    """Mounts a /proc that can be written to, seen by this process and its children alone."""
    _call(LIBC.unshare(CLONE_NEWNS), "unshare(CLONE_NEWNS)")
    _call(LIBC.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "mount --make-rprivate /")
    _call(LIBC.mount(b"proc", b"/proc", b"proc", 0, None), "mount -t proc proc /proc")


def more_descriptors():
    """Allows as many open files as this process may have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


class Namespaces:
    """Namespaces by name. The empty name stands for the one that this process started in."""

    def __init__(self):
        self._own = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        self._by_name = {}

    def __contains__(self, name):
        return name in self._by_name

    def __len__(self):
        return len(self._by_name)

    def make(self, names):
        try:
            for name in names:
                _call(LIBC.unshare(CLONE_NEWNET), "unshare(CLONE_NEWNET)")
                self._by_name[name] = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        finally:
            _call(LIBC.setns(self._own, CLONE_NEWNET), "setns")

    @contextlib.contextmanager
    def entered(self, name):
        """For the time of a with statement, this process is in the namespace of that name."""
        if not name:
            yield
            return
        if name not in self._by_name:
            raise Trouble(f'there is no namespace "{name}"')
        _call(LIBC.setns(self._by_name[name], CLONE_NEWNET), f"setns to {name}")
        try:
            yield
        finally:
            _call(LIBC.setns(self._own, CLONE_NEWNET), "setns")

    def path(self, name):
        if name not in self._by_name:
            raise Trouble(f'there is no namespace "{name}"')
        return f"/proc/{os.getpid()}/fd/{self._by_name[name]}"

    def socket(self, name, family, kind, source=None):
        """Returns a socket of a namespace that does not block, bound to a source address."""
        with self.entered(name):
            made = socket.socket(family, kind | socket.SOCK_NONBLOCK)
        try:
            if source is not None:
                if kind == socket.SOCK_STREAM:
                    made.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
                made.bind((source, 0))
        except BaseException:
            made.close()
            raise
        return made

    def listener(self, name, address, port):
        """Returns a socket that listens in a namespace."""
        with self.entered(name):
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            made = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind((address, port))
        made.listen(4096)
        return made

    # Carrying out a plan.

    def prepare(self, namespaces):
        """Makes the namespaces of a plan, with the settings that come before everything else."""
        self.make([n["name"] for n in namespaces])
        for n in namespaces:
            with self.entered(n["name"]):
                settings = (FORWARDING if n["forwards"] else []) + FIRST
                for path, value in settings:
                    try:
                        _write("/proc/sys/net/" + path, value)
                    except OSError as e:
                        if path.startswith(REQUIRED):
                            raise Trouble(
                                f'namespace "{n["name"]}": net/{path} cannot be set to {value}: '
                                f"{e.strerror}"
                            ) from e

    def wire(self, wires):
        """Lays the cables, all by one command."""
        lines = [
            f"link add name {w['fromInterface']} netns {self.path(w['from'])} type veth"
            f" peer name {w['toInterface']} netns {self.path(w['to'])}"
            for w in wires
        ]
        if lines:
            _batch([("", ["ip", "-batch", "-"], "\n".join(lines) + "\n", "wires")], self)

    def configure(self, namespaces, wires):
        """Sets links up, runs each namespace's lines, its filters, and its own settings."""
        ends = {n["name"]: ["lo"] for n in namespaces}
        for w in wires:
            ends[w["from"]].append(w["fromInterface"])
            ends[w["to"]].append(w["toInterface"])
        for six in (False, True):
            _batch(
                [
                    (
                        n["name"],
                        ["ip", "-6", "-batch", "-"] if six else ["ip", "-batch", "-"],
                        "\n".join(lines) + "\n",
                        f'namespace "{n["name"]}"',
                    )
                    for n in namespaces
                    if (lines := _lines(n["ip"], ends[n["name"]], six))
                ],
                self,
            )
        _batch(
            [
                (n["name"], ["nft", "-f", "-"], n["filters"], f'namespace "{n["name"]}"')
                for n in namespaces
                if n["filters"]
            ],
            self,
        )
        for n in namespaces:
            with self.entered(n["name"]):
                for path, value in n["sysctls"].items():
                    try:
                        _write("/proc/sys/net/" + path, value)
                    except OSError as e:
                        raise Trouble(
                            f'namespace "{n["name"]}": net/{path} cannot be set to {value}: '
                            f"{e.strerror}"
                        ) from e


def _lines(lines, ends, six):
    """Returns the lines for one of two batches: a routing rule does not tell its family itself."""
    if six:
        return [line[3:] for line in lines if line.startswith("-6 ")]
    return [f"link set {end} up" for end in ends] + [
        _at_once(line) for line in lines if not line.startswith("-6 ")
    ]


def _at_once(line):
    """An IPv6 address is tentative for a moment, even where nobody looks for duplicates."""
    six = line.startswith(("addr add ", "address add ")) and ":" in line
    return line + " nodad" if six and "nodad" not in line else line


def _write(path, value):
    handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(handle, value.encode() + b"\n")
    finally:
        os.close(handle)


def _batch(jobs, namespaces, at_once=16):
    """Runs commands, each in its namespace with its input; the first that fails is trouble."""
    running = []
    for name, command, text, what in jobs:
        with namespaces.entered(name):
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
        running.append((process, text, what, command))
        # A batch is far smaller than a pipe holds, or is waited for in _end.
        if len(text) < 4096:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(text.encode())
                process.stdin.close()
        if len(running) == at_once:
            _end(running.pop(0))
    for one in running:
        _end(one)


def _end(one):
    process, text, what, command = one
    if process.stdin.closed:
        process.stdin = None
        output, _ = process.communicate()
    else:
        output, _ = process.communicate(text.encode())
    if process.returncode != 0:
        said = output.decode(errors="replace").strip()
        raise Trouble(f"{what}: {' '.join(command)} says:\n{said}\nof these lines:\n{_numbered(text)}")


def _numbered(text, most=60):
    lines = text.rstrip("\n").split("\n")
    shown = [f"{i:4} {line}" for i, line in enumerate(lines[:most], 1)]
    return "\n".join(shown + ([f"     and {len(lines) - most} more"] if len(lines) > most else []))
