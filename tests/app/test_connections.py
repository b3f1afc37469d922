"""WebSocket connections whose peer is of no use: what each looks like from outside is seen in test_websocket.py."""

import asyncio

from app.connections import PONG
from app.subscriptions import PATIENCE
from graph.store import Store
from tests.app.served import served_by
from tests.app.talk import deaf_socket


def test_whoever_does_not_read_is_told_before_they_are_cut() -> None:
    assert PATIENCE < PONG


async def test_whoever_answers_no_ping_is_cut(closed_store: Store) -> None:
    async with served_by(closed_store) as served:
        served.server.config.ws_ping_interval = 0.05
        served.server.config.ws_ping_timeout = 0.05
        with await asyncio.to_thread(deaf_socket, served.port) as deaf:
            async with asyncio.timeout(10):
                while served.sockets == 0:  # noqa: ASYNC110  # nothing tells of it
                    await asyncio.sleep(0.01)
                while served.sockets:  # noqa: ASYNC110  # nothing tells of it
                    await asyncio.sleep(0.01)
            deaf.close()
