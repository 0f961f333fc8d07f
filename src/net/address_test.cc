#include "net/address.h"

#include <gtest/gtest.h>

namespace dunlin::net {
namespace {

bool public_text(std::string_view text) {
  return is_public(parse_address(text).value());
}

TEST(Address, that_is_not_public_is_known_in_every_spelling) {
  for (const char* text : {"127.0.0.1",
                           "127.255.1.2",
                           "10.1.2.3",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.1.1",
                           "169.254.169.254",
                           "100.64.0.1",
                           "0.0.0.0",
                           "224.0.0.1",
                           "255.255.255.255",
                           "192.0.2.1",
                           "198.19.0.1",
                           "::1",
                           "::",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "::127.0.0.1",
                           "64:ff9b::7f00:1",
                           "64:ff9b:1::1",
                           "2002:7f00:1::",
                           "fe80::1",
                           "fec0::1",
                           "fd00::1",
                           "ff02::1",
                           "2001:db8::1",
                           "2001::1",
                           "100::1"}) {
    EXPECT_FALSE(public_text(text)) << text;
  }
}

TEST(Address, that_is_public_passes) {
  for (const char* text :
       {"1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "223.255.255.254",
        "2a03:2880:f003::1", "::ffff:8.8.8.8", "2606:4700::1111"}) {
    EXPECT_TRUE(public_text(text)) << text;
  }
}

TEST(Address, has_one_strict_spelling_family) {
  for (const char* text : {"", "1", "127.1", "0x7f.0.0.1", "0177.0.0.1", "1.2.3.4.", "1.2.3.4:80",
                           "[::1]", "fe80::1%lo", " 1.2.3.4", "1.2.3.256", "1.2.3.4/8"}) {
    EXPECT_FALSE(parse_address(text).has_value()) << text;
  }
  EXPECT_EQ(to_text(*parse_address("::ffff:1.2.3.4")), "1.2.3.4");
  EXPECT_EQ(to_text(*parse_address("2001:DB8:0::1")), "2001:db8::1");
}

TEST(Cidr, contains_by_prefix) {
  const auto has = [](std::string_view cidr, std::string_view address) {
    return parse_cidr(cidr).value().contains(parse_address(address).value());
  };
  EXPECT_TRUE(has("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(has("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(has("192.168.4.0/22", "192.168.7.255"));
  EXPECT_FALSE(has("192.168.4.0/22", "192.168.8.0"));
  EXPECT_TRUE(has("1.2.3.4", "::ffff:1.2.3.4"));
  EXPECT_TRUE(has("0.0.0.0/0", "9.9.9.9"));
  EXPECT_FALSE(has("0.0.0.0/0", "2001:4860::1"));
  EXPECT_TRUE(has("fd00::/8", "fdff::1"));
  for (const char* text :
       {"", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "::/129", "x/8"}) {
    EXPECT_FALSE(parse_cidr(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace dunlin::net
