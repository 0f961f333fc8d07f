#pragma once

#include <memory>
#include <optional>
#include <string>

#include <curl/curl.h>

#include "net/client.h"

namespace dunlin::net {

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using EasyHandle = std::unique_ptr<CURL, FreeEasy>;

/// One call: the request put into a libcurl handle, and what came back so far. Stays where it is
/// while the handle is in use.
class Transfer {
 public:
  Transfer(EasyHandle easy, ClientRequest request, const std::string& ca_file);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer();

  /// Why it cannot be sent at all: a malformed address, method or header.
  static std::optional<TransportFailure> refusal(const ClientRequest& request);

  [[nodiscard]] CURL* easy() const { return easy_.get(); }
  /// After libcurl has said that it is done.
  ClientResult result(CURLcode code);
  [[nodiscard]] TransportFailure cancelled() const;
  /// The handle, reset, for the next call.
  EasyHandle take_handle();

 private:
  void set_up_target(const std::string& ca_file);
  void set_up_proxy();
  void set_up_body();
  void set_up_headers();
  void set_up_answer();
  [[nodiscard]] TransportFailure failure(CURLcode code) const;
  bool take_header_line(std::string_view line);

  static std::size_t on_read(char* out, std::size_t size, std::size_t count, void* self);
  static int on_seek(void* self, curl_off_t offset, int origin);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static int on_start(void* self, char* peer_ip, char* own_ip, int peer_port, int own_port);
  static curl_socket_t on_open(void* self, curlsocktype purpose, curl_sockaddr* address);

  ClientRequest request_;
  EasyHandle easy_;
  curl_slist* header_list_ = nullptr;
  ClientResponse response_;
  std::size_t body_sent_ = 0;
  std::size_t header_bytes_ = 0;
  int starts_ = 0;
  bool too_large_ = false;
  bool address_forbidden_ = false;
};

}  // namespace dunlin::net
