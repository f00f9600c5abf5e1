"""Web addresses: what is one, and the host and port that it names. Pure."""

import re
from ipaddress import ip_address

import httpx

Place = tuple[str, int]
"""A host, in the one way of writing it, and a port."""

_LAST_PORT = 65535
_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[a-z0-9._-]+")


def web_address(url: str) -> httpx.URL | None:
    """Parse the address of a page; absent when a text is none."""
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        return None
    return address if is_web(address) else None


def is_web(address: httpx.URL) -> bool:
    """Whether an address is one of a page.

    A port beyond the last would break the library below. A host that is neither a name nor an IP address would be read
    in one way here and perhaps in another by a proxy.
    """
    known = address.scheme in _PORTS and (address.port or 0) <= _LAST_PORT
    host = address.raw_host.decode("ascii")
    return known and (_NAME.fullmatch(host) is not None or is_ip(host))


def place_of(address: httpx.URL) -> Place:
    """The host and port of an address."""
    return canonical(address.raw_host.decode("ascii")), address.port or _PORTS.get(address.scheme, 0)


def canonical(host: str) -> str:
    """The one way of writing a host: lower case, no dot at its end, an IP address as short as can be."""
    name = host.lower().strip("[]").rstrip(".")
    return str(ip_address(name)) if is_ip(name) else name


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its very name."""
    name = canonical(host)
    return ip_address(name).is_loopback if is_ip(name) else name == "localhost"


def is_ip(host: str) -> bool:
    """Whether a host is an IP address rather than a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
