#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "net/signature.h"

/// Any bytes up to the first line feed as the header, the rest as the body: it is accepted only if
/// the header is, to the letter, what the secret makes of the body. Where the header names the
/// secret ("sign"), the right one is made and must be accepted, and no longer once a bit of the
/// body is changed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace net = dunlin::net;
  using dunlin::check;
  static constexpr std::string_view kSecret = "an-app-secret";
  static const net::SignatureVerifier verifier{
      {dunlin::Secret<>(std::string("another")), dunlin::Secret<>(std::string(kSecret))}};
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(bytes.find('\n'), size);
  const std::string_view header = bytes.substr(0, line);
  std::string body(bytes.substr(std::min(line + 1, size)));
  const std::string right = "sha256=" + net::to_hex(net::hmac_sha256(kSecret, body));
  check(verifier.verify(header, body).has_value() == (header == right),
        "a signature is the right one to the letter, or none");
  if (header != "sign") return 0;
  check(verifier.verify(right, body) == 1, "the right one is accepted, and its secret named");
  if (body.empty()) return 0;
  body[body.size() / 2] ^= 1;
  check(!verifier.verify(right, body), "one bit of the body undoes it");
  return 0;
}
