from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.address import is_loopback, place_of
from knowledge.ingest.reach import PUBLIC, Reach, Trust, is_public

# The registries of special-purpose addresses, spelt out.
SPECIAL_4 = [
    *map(ip_network, ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"]),
    *map(ip_network, ["192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"]),
    *map(ip_network, ["198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"]),
]
SPECIAL_6 = [
    *map(ip_network, ["::/3", "2001::/23", "2001:db8::/32", "3fff::/20", "4000::/2", "8000::/1", "fc00::/7"]),
    *map(ip_network, ["fe80::/10", "fec0::/10", "ff00::/8", "5f00::/16", "100::/64", "64:ff9b:1::/48"]),
]
IN_IPV6 = {
    "mapped": lambda address: 0xFFFF << 32 | address,
    "6to4": lambda address: 0x2002 << 112 | address << 80 | 1,
    "NAT64": lambda address: 0x64FF9B << 96 | address,
}


def edges(bits: int) -> st.SearchStrategy[int]:
    """Addresses anywhere, and those just within and just without each special range."""
    special = SPECIAL_4 if bits == 32 else SPECIAL_6
    near = {int(end) + step for net in special for end in (net[0], net[-1]) for step in (-1, 0, 1)}
    return st.sampled_from(sorted(n for n in near if 0 <= n < 2**bits)) | st.integers(0, 2**bits - 1)


def expected(address: IPv4Address) -> bool:
    return not any(address in network for network in SPECIAL_4)


@given(edges(32).map(IPv4Address))
def test_what_is_public_is_what_no_registry_sets_apart(address: IPv4Address) -> None:
    assert is_public(str(address)) == expected(address)


@given((edges(128) | st.integers(2 << 124, (4 << 124) - 1)).map(IPv6Address))
def test_of_ipv6_only_what_has_been_given_out_is_public(address: IPv6Address) -> None:
    carried = address.ipv4_mapped or address.sixtofour
    if carried is None and int(address) >> 32 == 0x64FF9B << 64:
        carried = IPv4Address(int(address) & 0xFFFFFFFF)
    if carried is not None:
        assert is_public(str(address)) == expected(carried)
    elif any(address in network for network in SPECIAL_6):
        assert not is_public(str(address))
    elif "5efe" not in address.exploded:
        assert is_public(str(address))


@given(edges(32), st.sampled_from(sorted(IN_IPV6)))
def test_an_address_within_another_is_what_it_is_itself(inner: int, how: str) -> None:
    assert is_public(str(IPv6Address(IN_IPV6[how](inner)))) == expected(IPv4Address(inner))


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "169.254.169.254",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "::1",
            "::",
            "fe80::1",
        ),
        *("fe80::1%eth0", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1"),
        *("2001:0:4136:e378:8000:63bf:80ff:fffe", "2600::5efe:127.0.0.1", "fd00::1", "ff02::1", "fec0::1"),
        *("", "news.example", "127.1", "1.2.3.4.5"),
    ],
)
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"]
)
def test_what_is_public(address: str) -> None:
    assert is_public(address)


@given(edges(32).map(IPv4Address) | edges(128).map(IPv6Address), st.sampled_from([80, 443, 8000]))
def test_only_the_typed_place_may_be_private(address: IPv4Address | IPv6Address, port: int) -> None:
    reach = Reach.typed("http://Feeds.Example.:8000/feed")
    assert reach.allows("feeds.example", port, str(address)) == (port == 8000 or is_public(str(address)))
    assert reach.allows("other.example", port, str(address)) == is_public(str(address))
    assert PUBLIC.allows("feeds.example", port, str(address)) == is_public(str(address))


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://LOCALHOST./a", ("localhost", 80)),
        ("https://news.example", ("news.example", 443)),
        ("http://user:pass@127.0.0.1:8000/", ("127.0.0.1", 8000)),
        ("http://news.example@10.0.0.1/", ("10.0.0.1", 80)),
        ("http://news.example\\@10.0.0.1/", ("10.0.0.1", 80)),
        ("http://[0:0::1]:9/", ("::1", 9)),
        ("http://127。0。0。1/", ("127.0.0.1", 80)),
        ("http://新闻.example/", ("xn--efvy88h.example", 80)),
    ],
)
def test_a_place_has_one_way_of_writing(url: str, place: tuple[str, int]) -> None:
    assert place_of(httpx.URL(url)) == place
    assert Reach.typed(url).place == place


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "http://", "http://１２７.０.０.１/", "http://0177.0.0.1/"])
def test_what_is_no_address_reaches_no_private_place(url: str) -> None:
    assert Reach.typed(url) == PUBLIC


@pytest.mark.parametrize(
    "name",
    [
        *("localhost", "LOCALHOST.", "a.localhost", "printer.local", "metadata.google.internal", "router.lan"),
        *("intranet", "2130706433", "0x7f.1", "127.1", "127.0.0.1", "::1", "fe80::1%eth0"),
    ],
)
def test_a_name_that_means_a_place_nearby_is_refused_unseen(name: str) -> None:
    assert not PUBLIC.allows_name(name, 80)
    assert Reach((name.lower().rstrip("."), 80)).allows_name(name, 80)


@pytest.mark.parametrize("name", ["news.example", "1.1.1.1", "2606:4700::1111", "163.com", "localhost.example"])
def test_an_ordinary_name_may_be_asked_for(name: str) -> None:
    assert PUBLIC.allows_name(name, 80)


@given(st.text(max_size=20))
def test_no_text_as_host_or_address_is_an_error(text: str) -> None:
    PUBLIC.allows(text, 80, text)
    PUBLIC.allows_name(text, 80)
    is_loopback(text)
    Reach.typed(text)


def test_a_chat_reaches_no_private_place() -> None:
    assert Trust.CHAT.reach("http://127.0.0.1/") == PUBLIC
    assert Trust.OPERATOR.reach("http://127.0.0.1/").place == ("127.0.0.1", 80)
    assert is_loopback("127.9.9.9")
    assert not is_loopback(str(ip_address("10.0.0.1")))
