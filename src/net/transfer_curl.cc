#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/check.h"
#include "net/address.h"
#include "net/curl_transfer.h"
#include "net/field.h"

namespace dunlin::net {
namespace {

constexpr std::size_t kMaxHeaderBytes = 128 * 1024;
constexpr long kMaxConnectionIdle_s = 60;

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy, option, value);
  check(code == CURLE_OK, curl_easy_strerror(code));
}

std::optional<IpAddress> address_of(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, 4);
    return ipv4(bytes);
  }
  if (address->sa_family != AF_INET6) return std::nullopt;
  IpAddress out;
  std::memcpy(out.bytes.data(), &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, 16);
  return out;
}

}  // namespace

Transfer::Transfer(EasyHandle easy, ClientRequest request, const std::string& ca_file)
    : request_(std::move(request)), easy_(std::move(easy)) {
  set_up_target(ca_file);
  set_up_proxy();
  set_up_body();
  set_up_headers();
  set_up_answer();
}

Transfer::~Transfer() {
  curl_slist_free_all(header_list_);
}

EasyHandle Transfer::take_handle() {
  curl_easy_reset(easy_.get());
  return std::move(easy_);
}

void Transfer::set_up_target(const std::string& ca_file) {
  CURL* easy = easy_.get();
  const auto deadline = std::chrono::duration_cast<std::chrono::milliseconds>(request_.deadline);
  const long deadline_ms = std::clamp<long>(deadline.count(), 1, 3'600'000);
  set(easy, CURLOPT_URL, request_.url.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https");
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(easy, CURLOPT_PATH_AS_IS, 1L);
  set(easy, CURLOPT_NOSIGNAL, 1L);
  // Without it the end of a call would wait for a name server that does not answer.
  set(easy, CURLOPT_QUICK_EXIT, 1L);
  set(easy, CURLOPT_TIMEOUT_MS, deadline_ms);
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, deadline_ms);
  set(easy, CURLOPT_MAXAGE_CONN, kMaxConnectionIdle_s);
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(easy, CURLOPT_PIPEWAIT, request_.url.starts_with("https") ? 1L : 0L);
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!ca_file.empty()) set(easy, CURLOPT_CAINFO, ca_file.c_str());
  set(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open);
  set(easy, CURLOPT_OPENSOCKETDATA, this);
  set(easy, CURLOPT_PREREQFUNCTION, &Transfer::on_start);
  set(easy, CURLOPT_PREREQDATA, this);
}

void Transfer::set_up_proxy() {
  CURL* easy = easy_.get();
  // Both set even when direct: libcurl would otherwise ask the environment.
  set(easy, CURLOPT_PROXY, "");
  set(easy, CURLOPT_NOPROXY, "");
  if (!request_.proxy) return;
  const Proxy& proxy = *request_.proxy;
  const bool http = proxy.kind == Proxy::Kind::http_connect;
  const bool bare_ipv6 = proxy.host.find(':') != std::string::npos && !proxy.host.starts_with('[');
  const std::string address =
      fmt::format("{}://{}{}{}:{}", http ? "http" : "socks5h", bare_ipv6 ? "[" : "", proxy.host,
                  bare_ipv6 ? "]" : "", proxy.port);
  set(easy, CURLOPT_PROXY, address.c_str());
  set(easy, CURLOPT_HTTPPROXYTUNNEL, http ? 1L : 0L);
  set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(easy, CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_BASIC));
  set(easy, CURLOPT_SOCKS5_AUTH, static_cast<long>(CURLAUTH_BASIC));
  if (proxy.user.empty()) return;
  set(easy, CURLOPT_PROXYUSERNAME, proxy.user.c_str());
  set(easy, CURLOPT_PROXYPASSWORD, proxy.password.reveal().c_str());
}

void Transfer::set_up_body() {
  CURL* easy = easy_.get();
  const bool effect = request_.kind == ClientRequest::Kind::effect;
  const std::string& method = request_.method;
  if (method == "POST" || !request_.body.empty()) {
    set(easy, CURLOPT_POST, 1L);
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(easy, CURLOPT_READFUNCTION, &Transfer::on_read);
    set(easy, CURLOPT_READDATA, this);
    // An effect has no way to rewind: libcurl cannot put it on the wire a second time.
    if (!effect) {
      set(easy, CURLOPT_SEEKFUNCTION, &Transfer::on_seek);
      set(easy, CURLOPT_SEEKDATA, this);
    }
  } else if (method == "HEAD") {
    set(easy, CURLOPT_NOBODY, 1L);
  }
  if (method != "POST" && method != "HEAD") set(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
}

void Transfer::set_up_headers() {
  const auto append = [this](const std::string& line) {
    curl_slist* longer = curl_slist_append(header_list_, line.c_str());
    check(longer != nullptr, "memory for a header");
    header_list_ = longer;
  };
  // libcurl adds these by itself otherwise.
  append("Expect:");
  if (request_.headers.count("Accept") == 0) append("Accept:");
  if (request_.headers.count("Content-Type") == 0) append("Content-Type:");
  for (const auto& [name, value] : request_.headers.all()) {
    append(value.empty() ? name + ";" : fmt::format("{}: {}", name, value));
  }
  set(easy_.get(), CURLOPT_HTTPHEADER, header_list_);
}

void Transfer::set_up_answer() {
  CURL* easy = easy_.get();
  set(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(easy, CURLOPT_HEADERDATA, this);
  set(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(easy, CURLOPT_WRITEDATA, this);
  set(easy, CURLOPT_MAXFILESIZE_LARGE,
      static_cast<curl_off_t>(std::max<std::size_t>(request_.max_answer_bytes, 1)));
}

std::size_t Transfer::on_read(char* out, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::string_view rest =
      std::string_view(transfer.request_.body).substr(transfer.body_sent_);
  const std::size_t now = rest.copy(out, size * count);
  transfer.body_sent_ += now;
  return now;
}

int Transfer::on_seek(void* self, curl_off_t offset, int origin) {
  auto& transfer = *static_cast<Transfer*>(self);
  const bool inside = offset >= 0 && std::cmp_less_equal(offset, transfer.request_.body.size());
  if (origin != SEEK_SET || !inside) return CURL_SEEKFUNC_FAIL;
  transfer.body_sent_ = static_cast<std::size_t>(offset);
  return CURL_SEEKFUNC_OK;
}

bool Transfer::take_header_line(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxHeaderBytes) return false;
  // An interim answer (1xx) may come before the one that counts.
  if (line.starts_with("HTTP/")) response_.headers = {};
  const std::size_t colon = line.find(':');
  if (line.starts_with("HTTP/") || colon == std::string_view::npos) return true;
  const std::string_view value = line.substr(colon + 1);
  response_.headers.add(line.substr(0, colon),
                        trimmed(value.substr(0, value.find_last_not_of("\r\n") + 1)));
  return true;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.take_header_line({data, size * count})) return size * count;
  transfer.too_large_ = true;
  return 0;
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  std::string& body = transfer.response_.body;
  const std::size_t bytes = size * count;
  if (bytes <= transfer.request_.max_answer_bytes - body.size()) {
    body.append(data, bytes);
    return bytes;
  }
  transfer.too_large_ = true;
  return 0;
}

int Transfer::on_start(void* self, char* peer_ip, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.request_.egress == ClientRequest::Egress::public_only) {
    // A connection that another call opened may be reused here.
    const auto peer = parse_address(peer_ip);
    transfer.address_forbidden_ = !peer || !is_public(*peer);
    if (transfer.address_forbidden_) return CURL_PREREQFUNC_ABORT;
  }
  ++transfer.starts_;
  const bool again = transfer.starts_ > 1;
  const bool effect = transfer.request_.kind == ClientRequest::Kind::effect;
  return effect && again ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

curl_socket_t Transfer::on_open(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.request_.egress == ClientRequest::Egress::public_only) {
    const auto peer = address_of(&address->addr);
    if (!peer || !is_public(*peer)) {
      transfer.address_forbidden_ = true;
      return CURL_SOCKET_BAD;
    }
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

}  // namespace dunlin::net
