"""No test may reach beyond this machine; this one proves that it could not."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_a_connection_to_another_machine_is_refused_before_it_is_tried() -> None:
    with socket.socket() as one, pytest.raises((SocketConnectBlockedError, UserWarning)):
        one.connect(("192.0.2.1", 80))


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.create_connection(listening.getsockname()):
        pass
