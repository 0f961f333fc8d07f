#include <cstring>

#include <fmt/format.h>

#include "net/beast_server.h"

namespace dunlin::net {
namespace {

namespace ssl = boost::asio::ssl;

/// HTTP/1.1 alone is offered, so that no client tries HTTP/2 here.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  const int found =
      SSL_select_next_proto(&chosen, out_size, ours, sizeof ours - 1, offered, offered_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

Error certificate_error(const std::string& file, const boost::system::error_code& ec) {
  return Error(Code::invalid, "net.certificate",
               fmt::format("The TLS file {} cannot be used: {}.", file, ec.message()))
      .hinting("Give a PEM certificate chain and the key that belongs to it.");
}

}  // namespace

Result<std::unique_ptr<ssl::context>> make_tls_context(const std::string& certificate_file,
                                                       const std::string& key_file) {
  boost::system::error_code ec;
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_alpn_select_cb(context->native_handle(), choose_protocol, nullptr);
  context->use_certificate_chain_file(certificate_file, ec);
  if (ec) return certificate_error(certificate_file, ec);
  context->use_private_key_file(key_file, ssl::context::pem, ec);
  if (ec) return certificate_error(key_file, ec);
  return context;
}

}  // namespace dunlin::net
