"""A port that is ours, until a signal ends it. How it is served is seen in `commands/`."""

import signal
import socket
import subprocess
import sys

import click
import pytest

from app.serving import address, open_port, until_stopped


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_any_free_port_is_told(host: str) -> None:
    with open_port(host, 0) as listener:
        port = listener.getsockname()[1]
        assert address(listener) == f"http://127.0.0.1:{port}"


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="needs IPv6")
def test_an_address_of_ipv6_is_written_in_brackets() -> None:
    with open_port("::1", 0) as listener:
        assert address(listener) == f"http://[::1]:{listener.getsockname()[1]}"


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="needs Linux")
def test_a_connection_that_takes_nothing_is_cut_after_a_while() -> None:
    with open_port("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 60_000


def test_a_taken_port_is_told() -> None:
    with open_port("127.0.0.1", 0) as taken, pytest.raises(click.ClickException, match="--port") as told:
        open_port("127.0.0.1", taken.getsockname()[1])
    assert told.value.exit_code == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_block_and_is_no_error(number: signal.Signals) -> None:
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    reached = False
    with until_stopped():
        signal.raise_signal(number)
        reached = True
    assert not reached
    for each, handler in before.items():
        signal.signal(each, handler)


SERVING = """
import asyncio, gc, os, signal
from app.serving import open_port, serve, until_stopped
from graph.endpoint import Endpoint
from graph.store import Store

def stop():
    print(gc.get_freeze_count())
    os.kill(os.getpid(), signal.SIGINT)

with until_stopped(), open_port("127.0.0.1", 0) as listener:
    asyncio.run(serve(Store(Endpoint("bolt://127.0.0.1:1", "neo4j", "")), listener, stop))
"""


def test_what_is_loaded_before_it_serves_is_never_searched_for_garbage_again() -> None:
    done = subprocess.run([sys.executable, "-c", SERVING], capture_output=True, encoding="utf-8", timeout=60)  # noqa: S603  # our own
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout.splitlines()[-1]) > 100_000
