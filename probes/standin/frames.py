"""Every frame of the socket that is no agent event (facts §4.3, §4.4, §7)."""

import secrets
import time
from collections.abc import Mapping

from probes.standin.agents import FIVE
from probes.standin.answers import iso
from probes.standin.options import Welcome

Frame = dict[str, object]


def server_message(kind: str, data: Mapping[str, object]) -> Frame:
    """Wrap as the server's own messages are."""
    root: Frame = {"type": kind, "data": dict(data), "timestamp": time.time()}
    return root | {"server_id": None, "correlation_id": None}


def welcome(user_id: str, shape: Welcome) -> Frame:
    """Greet in one of the three known shapes."""
    if shape is Welcome.SYSTEM:
        return _old_welcome(user_id)
    data: Frame = {
        "mode": "main",
        "user_id": f"{user_id[:8]}...",
        "connection_id": f"main_{secrets.token_hex(4)}",
        "golden_path_events": list(FIVE),
        "features": {
            "full_business_logic": True,
            "golden_path_integration": True,
            "cloud_run_optimized": True,
            "emergency_fallback": True,
            "agent_orchestration": True,
        },
        "timestamp": iso(time.time()),
    }
    return server_message(shape.value, data)


def _old_welcome(user_id: str) -> Frame:
    data: Frame = {
        "event": "connection_established",
        "connection_id": f"ws_{user_id[:8]}_{int(time.time())}_{secrets.token_hex(4)}",
        "user_id": user_id,
        "server_time": iso(time.time()),
        "connection_ready": True,
        "environment": "staging",
        "startup_complete": True,
        "config": {"heartbeat_interval": 30, "max_message_size": 8192},
        "factory_pattern_enabled": True,
    }
    return server_message("system_message", data)


def pong(user_id: str) -> Frame:
    """Answer a ping with the full user id."""
    return server_message("pong", {"timestamp": time.time(), "user_id": user_id})


def heartbeat_ack() -> Frame:
    """Answer a heartbeat."""
    return server_message("heartbeat_ack", {"timestamp": time.time(), "status": "healthy"})


def connected(user_id: str) -> Frame:
    """Answer a connect message."""
    about = {"status": "connected", "user_id": user_id, "timestamp": time.time()}
    return server_message("system_message", about)


def received() -> Frame:
    """Acknowledge a question, which is no answer to it."""
    about = {"content": "Message received", "original_message_id": None}
    return server_message("system_message", about | {"status": "acknowledged"})


def ack(received: str, user_id: str) -> Frame:
    """Acknowledge a type that nothing handles."""
    frame: Frame = {"type": "ack", "received_type": received, "timestamp": time.time()}
    return frame | {"user_id": user_id, "status": "acknowledged"}


def message_error(code: str, words: str) -> Frame:
    """Refuse one message, in the flat shape."""
    frame: Frame = {"type": "error_message", "error_code": code, "error_message": words}
    return frame | {"details": {}, "timestamp": time.time(), "recovery_suggestions": None}


def socket_error(code: str, words: str, details: Mapping[str, object]) -> Frame:
    """Give the reason before a close, in the nested shape."""
    data: Frame = {"error_code": code, "error_message": words, "details": dict(details)}
    return server_message("error_message", data | {"timestamp": iso(time.time())})
