"""Asks a name server of this namespace over TCP (RFC 7766), each question from an address of its own.

Its only argument is the port at 127.0.0.1. It reads a JSON list of objects with "source" and
"question" (base64), and prints a list of the answers, null for where there was none.
"""

import base64
import json
import socket
import struct
import sys

PATIENCE = 5.0


def answer(port, source, question):
    with socket.create_connection(("127.0.0.1", port), PATIENCE, (source, 0)) as made:
        made.sendall(struct.pack(">H", len(question)) + question)
        with made.makefile("rb") as came:
            size = struct.unpack(">H", came.read(2))[0]
            return came.read(size)


def told(port, one):
    try:
        said = answer(port, one["source"], base64.b64decode(one["question"]))
    except (OSError, struct.error):
        # It is not ready to be asked, or has no view for that address yet.
        return None
    return base64.b64encode(said).decode()


if __name__ == "__main__":
    print(json.dumps([told(int(sys.argv[1]), one) for one in json.load(sys.stdin)]))
