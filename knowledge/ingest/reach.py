"""Which addresses a reading may lead to: the public internet, and of private places only what the operator typed. Pure.

A page or a chat must not make the reader look into the machine it runs on or the network around it. The address that
counts is the one that is connected to, whatever it was spelt like, so nothing here judges a spelling except where the
address cannot be seen: see ``Reach.allows_name``.
"""

import re
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Self

from knowledge.ingest.address import Place, canonical, is_ip, place_of, web_address

_UNICAST = IPv6Network("2000::/3")  # all that has been given out; the rest of IPv6 is no one's or has a special use
_SPECIAL = (
    IPv6Network("2001::/23"),  # protocol assignments, Teredo among them
    IPv6Network("2001:db8::/32"),
    IPv6Network("3fff::/20"),
)
_OLD_RELAYS = IPv4Address("192.88.99.0"), IPv4Address("192.88.99.255")
_ASSIGNMENTS = IPv4Address("192.0.0.0"), IPv4Address("192.0.0.255")
_TRANSLATED = IPv6Network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)
_LOW = 0xFFFFFFFF
_LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".home.arpa", ".lan")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")


@dataclass(frozen=True, slots=True)
class Reach:
    """What one reading may connect to: every public address, and whatever is at ``place``, if there is one."""

    place: Place | None = None

    @classmethod
    def typed(cls, url: str) -> Self:
        """The reach of an address that the operator typed: its own host and port may be private, no other may.

        The host is compared as it is written: ``localhost`` is not ``127.0.0.1``.
        """
        address = web_address(url)
        return cls(place_of(address) if address else None)

    def covers(self, host: str, port: int) -> bool:
        """Whether a host and port are the place that was typed."""
        return self.place == (canonical(host), port)

    def allows(self, host: str, port: int, address: str) -> bool:
        """Whether ``address``, an IP to which ``host`` leads, may be connected to on ``port``."""
        return self.covers(host, port) or is_public(address)

    def allows_name(self, host: str, port: int) -> bool:
        """Whether a host may be asked for by its name alone, where the address behind it cannot be seen.

        Names that mean a place nearby wherever they are looked up may not, nor numbers that some read as an address.
        """
        return self.covers(host, port) or not _is_nearby(canonical(host))


PUBLIC = Reach()
"""The reach of an address that came from elsewhere: no private place at all."""


class Trust(Enum):
    """Who named a source."""

    OPERATOR = "operator"
    CHAT = "chat"

    def reach(self, source: str) -> Reach:
        """The reach of a source and of all that it leads to."""
        return Reach.typed(source) if self is Trust.OPERATOR else PUBLIC


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet; what is no IP address does not.

    An IPv6 address that carries an IPv4 address is what that one is: a gateway on the way unpacks it.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return _is_public_v4(found)
    carried = _carried(found)
    if carried is not None:
        return _is_public_v4(carried)
    if found not in _UNICAST or any(found in network for network in _SPECIAL):
        return False
    inner = _tunnelled(found)
    return inner is None or _is_public_v4(inner)


def _is_public_v4(address: IPv4Address) -> bool:
    # Of the last two ranges Python's versions think differently.
    special = any(first <= address <= last for first, last in (_OLD_RELAYS, _ASSIGNMENTS))
    return address.is_global and not address.is_multicast and not address.is_reserved and not special


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address in _TRANSLATED:
        return IPv4Address(int(address) & _LOW)
    return address.ipv4_mapped or address.sixtofour


def _tunnelled(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address within an ISATAP interface identifier."""
    return IPv4Address(int(address) & _LOW) if (int(address) >> 32) & _LOW in _ISATAP else None


def _is_nearby(name: str) -> bool:
    if is_ip(name):
        return not is_public(name)
    last = name.rpartition(".")[2]
    return "." not in name or name.endswith(_LOCAL_ENDINGS) or _NUMBER.fullmatch(last) is not None
