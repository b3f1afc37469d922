"""WebSocket connections as uvicorn holds them, except that one whose peer does not read is ended all the same."""

from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

__all__ = ["PING", "PONG", "Connection"]

PING: Final = 20.0  # seconds from one ping to the next
PONG: Final = 60.0  # seconds within which it must be answered
INVALID: Final = 1007
LINGER: Final = 10.0  # seconds for which a close waits to be read


class Connection(WebSocketsSansIOProtocol):
    """What is written waits in memory until the peer reads it: nothing else may wait for that without end."""

    async def send(self, message: Any) -> None:
        """A close is said even where what was sent before has not been read, and is not waited for long."""
        if message["type"] == "websocket.close":
            self.writable.set()
            self.loop.call_later(LINGER, self.transport.abort)
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True  # it was refused; uvicorn would log that nobody had answered

    def send_receive_event_to_app(self) -> None:
        """What is no text ends the connection; uvicorn would log it as a fault of ours."""
        try:
            if self.curr_msg_data_type == "text":
                b"".join(self.frames).decode()
        except UnicodeDecodeError:
            self.conn.send_close(INVALID)
            self.handle_parser_exception()
        else:
            super().send_receive_event_to_app()

    def keepalive_timeout(self) -> None:
        """Whoever does not answer a ping does not read why we leave."""
        self.transport.abort()

    def shutdown(self) -> None:
        """The server stops."""
        super().shutdown()
        if not self.writable.is_set():
            self.transport.abort()
