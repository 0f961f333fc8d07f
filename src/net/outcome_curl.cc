#include <algorithm>

#include <fmt/format.h>

#include "net/curl_transfer.h"
#include "net/field.h"

namespace dunlin::net {
namespace {

using Sent = TransportFailure::Sent;

constexpr std::size_t kMaxUrlBytes = 64 * 1024;

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

/// The host, or empty when the address is none that this client calls.
std::string host_of(const std::string& text) {
  const bool scheme = text.starts_with("https://") || text.starts_with("http://");
  const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == '\x7f';
  });
  if (!scheme || !plain || text.find(":///") != std::string::npos) return {};
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK)
    return {};
  char* host = nullptr;
  if (curl_url_get(url.get(), CURLUPART_HOST, &host, 0) != CURLUE_OK) return {};
  std::string out(host);
  curl_free(host);
  return out;
}

std::string_view id_of(CURLcode code, bool proxied) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "net.dns";
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
      return "net.proxy";
    case CURLE_COULDNT_CONNECT:
      return proxied ? "net.proxy" : "net.refused";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return "net.tls";
    case CURLE_OPERATION_TIMEDOUT:
      return "net.timeout";
    case CURLE_FILESIZE_EXCEEDED:
      return "net.too_large";
    default:
      return "net.reset";
  }
}

std::string_view sentence_of(std::string_view id) {
  if (id == "net.dns") return "The name of {} could not be resolved.";
  if (id == "net.proxy") return "The proxy did not connect us to {}.";
  if (id == "net.refused") return "{} did not accept the connection.";
  if (id == "net.tls") return "No trusted connection (TLS) to {} could be made.";
  if (id == "net.timeout") return "{} did not answer in time.";
  if (id == "net.too_large") return "The answer of {} was larger than allowed.";
  if (id == "net.address_forbidden") return "The address of {} is not a public one.";
  if (id == "net.cancelled") return "The call to {} was given up.";
  return "The connection to {} broke.";
}

/// The outcomes in which no byte of the request can have reached the peer.
bool surely_before_the_request(CURLcode code, CURL* easy) {
  curl_off_t before_transfer_us = 0;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_PROXY:
      return true;
    case CURLE_OPERATION_TIMEDOUT:
      curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &before_transfer_us);
      return before_transfer_us == 0;
    default:
      return false;
  }
}

TransportFailure failure_about(const std::string& url, Sent sent, std::string_view id) {
  return {.sent = sent,
          .id = std::string(id),
          .message = fmt::format(fmt::runtime(sentence_of(id)), host_of(url))};
}

}  // namespace

std::optional<TransportFailure> Transfer::refusal(const ClientRequest& request) {
  std::string_view what;
  if (request.url.size() > kMaxUrlBytes || host_of(request.url).empty())
    what = "The address to call is malformed.";
  if (!is_token(request.method)) what = "The method of a call is malformed.";
  for (const auto& [name, value] : request.headers.all()) {
    if (!is_token(name) || !is_field_value(value)) what = "A header of a call is malformed.";
  }
  if (request.proxy && (request.proxy->port < 1 || request.proxy->port > 65535 ||
                        request.proxy->host.find_first_of("/@?# ") != std::string::npos)) {
    what = "The address of the proxy is malformed.";
  }
  if (what.empty()) return std::nullopt;
  return TransportFailure{
      .sent = Sent::surely_not, .id = "net.invalid_request", .message = std::string(what)};
}

ClientResult Transfer::result(CURLcode code) {
  if (code != CURLE_OK) return failure(code);
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  response_.status = static_cast<int>(status);
  return std::move(response_);
}

TransportFailure Transfer::failure(CURLcode code) const {
  // The request was never begun: what broke is the CONNECT to the proxy, or the way to it.
  const bool tunnel_refused = request_.proxy && request_.proxy->kind == Proxy::Kind::http_connect &&
                              code == CURLE_RECV_ERROR && starts_ == 0;
  // libcurl may have sent the request on a reused connection before the failure that it reports.
  const bool unsent = starts_ == 0 && (surely_before_the_request(code, easy_.get()) ||
                                       tunnel_refused || address_forbidden_);
  const Sent sent = unsent ? Sent::surely_not : Sent::maybe;
  if (address_forbidden_) return failure_about(request_.url, sent, "net.address_forbidden");
  if (too_large_) return failure_about(request_.url, sent, "net.too_large");
  if (tunnel_refused) return failure_about(request_.url, sent, "net.proxy");
  return failure_about(request_.url, sent, id_of(code, request_.proxy.has_value()));
}

TransportFailure Transfer::cancelled() const {
  return failure_about(request_.url, starts_ == 0 ? Sent::surely_not : Sent::maybe,
                       "net.cancelled");
}

}  // namespace dunlin::net
