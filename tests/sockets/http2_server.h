#pragma once

#include <atomic>
#include <csignal>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <openssl/ssl.h>

#include "tests/sockets/testing_socket.h"

namespace dunlin::testing {

/// An HTTP/2 server over TLS that reads whole requests and does to each what the test says, for
/// what real servers do only by accident (RFC 9113).
class Http2Server {
 public:
  enum class Act {
    answer,           ///< 200
    refuse_stream,    ///< RST_STREAM with REFUSED_STREAM: surely not processed
    break_stream,     ///< RST_STREAM with INTERNAL_ERROR
    go_away,          ///< GOAWAY that counts this request as not processed
    answer_and_part,  ///< GOAWAY that counts it as processed, then 200
    hang_up           ///< closes
  };

  /// With the key.pem and cert.pem of `directory`. After the acts all requests are answered.
  Http2Server(const std::filesystem::path& directory, std::deque<Act> acts)
      : context_(SSL_CTX_new(TLS_server_method())), acts_(std::move(acts)) {
    const bool ready = SSL_CTX_use_certificate_file(context_, (directory / "cert.pem").c_str(),
                                                    SSL_FILETYPE_PEM) == 1 &&
                       SSL_CTX_use_PrivateKey_file(context_, (directory / "key.pem").c_str(),
                                                   SSL_FILETYPE_PEM) == 1;
    check(ready, "a test has a certificate");
    SSL_CTX_set_alpn_select_cb(context_, &choose_http2, nullptr);
    thread_ = std::thread([this] { run(); });
  }
  Http2Server(const Http2Server&) = delete;
  Http2Server& operator=(const Http2Server&) = delete;
  /// The client is gone before: else its open connection holds this up.
  ~Http2Server() {
    stopping_ = true;
    Socket::connect(listener_.port()).close();
    thread_.join();
    SSL_CTX_free(context_);
  }

  [[nodiscard]] std::uint16_t port() const { return listener_.port(); }
  [[nodiscard]] int requests() const { return requests_; }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  struct Frame {
    std::uint8_t type = 0, flags = 0;
    std::uint32_t stream = 0;
    std::string payload;
  };
  static constexpr std::uint8_t kData = 0, kHeaders = 1, kReset = 3, kSettings = 4, kPing = 6,
                                kGoAway = 7, kAck = 1, kEndStream = 1, kEndHeaders = 4;
  static constexpr std::uint32_t kNoError = 0, kInternalError = 2, kRefusedStream = 7;

  static int choose_http2(SSL*, const unsigned char** out, unsigned char* out_size,
                          const unsigned char* in, unsigned in_size, void*) {
    static constexpr unsigned char wanted[] = "\x02h2";
    const int chosen =
        SSL_select_next_proto(const_cast<unsigned char**>(out), out_size, wanted, 3, in, in_size);
    return chosen == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
  }

  void run() {
    // OpenSSL's own writes raise it at a closed socket. Only here: the client must do without.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    while (true) {
      Socket peer = listener_.accept();
      if (stopping_) return;
      SSL* ssl = SSL_new(context_);
      SSL_set_fd(ssl, peer.fd());
      if (SSL_accept(ssl) == 1) {
        ++connections_;
        serve(ssl);
        SSL_shutdown(ssl);
      }
      SSL_free(ssl);
    }
  }

  void serve(SSL* ssl) {
    constexpr std::size_t preface_bytes = 24;
    if (read(ssl, preface_bytes).size() < preface_bytes) return;
    write(ssl, {.type = kSettings, .flags = 0, .stream = 0, .payload = {}});
    while (const auto stream = read_request(ssl)) {
      ++requests_;
      Act act = Act::answer;
      if (!acts_.empty()) {
        act = acts_.front();
        acts_.pop_front();
      }
      if (!perform(ssl, act, *stream)) return;
    }
  }

  /// False when the connection ends with it.
  static bool perform(SSL* ssl, Act act, std::uint32_t stream) {
    const auto reset = [&](std::uint32_t code) {
      write(ssl, {.type = kReset, .flags = 0, .stream = stream, .payload = number(code)});
      return true;
    };
    const auto go_away = [&](std::uint32_t last) {
      write(ssl,
            {.type = kGoAway, .flags = 0, .stream = 0, .payload = number(last) + number(kNoError)});
    };
    switch (act) {
      case Act::refuse_stream:
        return reset(kRefusedStream);
      case Act::break_stream:
        return reset(kInternalError);
      case Act::go_away:
        go_away(0);
        return true;
      case Act::hang_up:
        return false;
      case Act::answer_and_part:
        go_away(stream);
        break;
      case Act::answer:
        break;
    }
    // ":status: 200" is the static table's eighth entry.
    write(ssl, {.type = kHeaders, .flags = kEndHeaders, .stream = stream, .payload = "\x88"});
    write(ssl, {.type = kData, .flags = kEndStream, .stream = stream, .payload = "ok"});
    return true;
  }

  /// The stream of the next request, when all of it is there.
  static std::optional<std::uint32_t> read_request(SSL* ssl) {
    while (auto frame = read_frame(ssl)) {
      const bool ack = (frame->flags & kAck) != 0;
      if ((frame->type == kSettings || frame->type == kPing) && !ack) {
        frame->flags = kAck;
        if (frame->type == kSettings) frame->payload.clear();
        write(ssl, *frame);
      }
      const bool of_request = frame->type == kHeaders || frame->type == kData;
      if (of_request && (frame->flags & kEndStream) != 0) return frame->stream;
    }
    return std::nullopt;
  }

  static std::optional<Frame> read_frame(SSL* ssl) {
    const std::string head = read(ssl, 9);
    if (head.size() < 9) return std::nullopt;
    const auto byte = [&head](std::size_t at) { return static_cast<std::uint8_t>(head[at]); };
    const std::size_t size = std::size_t{byte(0)} << 16 | std::size_t{byte(1)} << 8 | byte(2);
    Frame out{.type = byte(3), .flags = byte(4), .stream = 0, .payload = {}};
    for (std::size_t at = 5; at < 9; ++at) out.stream = out.stream << 8 | byte(at);
    out.payload = read(ssl, size);
    if (out.payload.size() < size) return std::nullopt;
    return out;
  }

  static std::string number(std::uint32_t value) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFFU);
    return out;
  }

  static void write(SSL* ssl, const Frame& frame) {
    std::string bytes = number(static_cast<std::uint32_t>(frame.payload.size())).substr(1);
    bytes += static_cast<char>(frame.type);
    bytes += static_cast<char>(frame.flags);
    bytes += number(frame.stream) + frame.payload;
    SSL_write(ssl, bytes.data(), static_cast<int>(bytes.size()));
  }

  /// Shorter when the peer closes first.
  static std::string read(SSL* ssl, std::size_t bytes) {
    std::string out(bytes, '\0');
    std::size_t have = 0;
    while (have < bytes) {
      const int got = SSL_read(ssl, out.data() + have, static_cast<int>(bytes - have));
      if (got <= 0) break;
      have += static_cast<std::size_t>(got);
    }
    out.resize(have);
    return out;
  }

  SSL_CTX* context_;
  std::deque<Act> acts_;
  Listener listener_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> requests_ = 0, connections_ = 0;
  std::thread thread_;
};

}  // namespace dunlin::testing
